"""The demo country: its officers, and a year and a half of complaints lived through with the product's own actions."""
