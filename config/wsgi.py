"""The web application for any WSGI server; `make run` uses granian."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mazalim.common.database.migrations import refuse_to_start_unmigrated
from mazalim.keeping.process import settle
from mazalim.keeping.turned_away import turned_away_counter
from mazalim.proof.keys import receipt_key_id
from mazalim.web.bodies import BodiesInPlaces
from mazalim.web.crowd.classes import read_classes
from mazalim.web.crowd.door import Door
from mazalim.web.networks import network_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_django = get_wsgi_application()
_classes = read_classes(Path(__file__).with_name("priorities.toml"), [code for code, _ in settings.LANGUAGES])
_door = Door(_django, _classes, most=settings.MAZALIM_MOST_AT_ONCE, tell=turned_away_counter())
application = BodiesInPlaces(_door, network_in)
refuse_to_start_unmigrated()
receipt_key_id()  # without it nothing could be lodged: raises ImproperlyConfigured with a sentence that names the setting
_ = get_resolver().url_patterns  # loads every view now, rather than while the first visitor waits
settle()
