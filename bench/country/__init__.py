"""The country that is measured: a generator of complaints in the shape of real portals, written as `manage.py import` reads them."""
