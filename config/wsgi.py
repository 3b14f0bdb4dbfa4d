"""The web application for any WSGI server; `make run` uses granian."""

import os

from django.core.wsgi import get_wsgi_application

from mazalim.common.migrations import refuse_to_start_unmigrated
from mazalim.proof.keys import receipt_key_id
from mazalim.web.bodies import BodiesInPlaces
from mazalim.web.networks import network_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = BodiesInPlaces(get_wsgi_application(), network_in)
refuse_to_start_unmigrated()
receipt_key_id()  # without it nothing could be lodged: raises ImproperlyConfigured with a sentence that names the setting
