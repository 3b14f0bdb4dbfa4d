"""Photos that complainants of the demo country added, and the officers who looked at them."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import note_download, note_opening
from mazalim.complaints.lifecycle import Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint, Download, State
from mazalim.demo.country.standing import SHOWN
from mazalim.demo.country.world import World
from mazalim.journey.tracking import actions as tracking

WITH_FILES = 4  # cases
PHOTO = (1200, 900)
NAMES = {"ckb": "وێنە.jpg", "ar": "صورة.jpg", "en": "photo.jpg", "fr": "photo.jpg"}


def enclose_files(world: World) -> None:
    """In a few open cases the complainant has added a photo; the officer has looked at it and taken it as a file."""
    rows = Complaint.objects.filter(
        state=State.IN_PROGRESS, body__code__in=SHOWN, officer__isnull=False, last_entry_at__lt=world.now - timedelta(hours=4)
    )
    done = 0
    for complaint in rows.select_related("body", "desk", "appeal_desk").order_by("-lodged_at"):
        if done == WITH_FILES or Move.ENCLOSE not in moves_open(complaint, by=actor_complainant(), at=world.now):
            continue
        at = max(complaint.last_entry_at + timedelta(minutes=4), world.now - timedelta(hours=3))
        entry = tracking.add_enclosures(
            complaint_id=complaint.pk, files=[tracking.NamedFile(NAMES[complaint.language], _photo(done))], at=at
        )
        by = world.cast.standings[complaint.officer_id or 0]
        _look(
            Complaint.objects.select_related("body", "desk", "appeal_desk").get(pk=complaint.pk), entry.pk, by, at + timedelta(minutes=40)
        )
        done += 1


def _look(complaint: Complaint, entry_id: int, by: Standing, at: datetime) -> None:
    note_opening(complaint=complaint, standing=by, at=at)
    photo = str(complaint.enclosures.get(entry=entry_id).public_id)
    for minutes, how in ((2, Download.How.LOOKED), (3, Download.How.TOOK)):
        note_download(complaint=complaint, public_id=photo, how=how, standing=by, at=at + timedelta(minutes=minutes))


def _photo(number: int) -> BytesIO:
    """A road with a hole in it."""
    width, height = PHOTO
    picture = Image.linear_gradient("L").resize(PHOTO).convert("RGB").point(lambda value: 150 + value // 4)
    pen = ImageDraw.Draw(picture)
    pen.polygon(
        [(width * 0.36, height * 0.36), (width * 0.64, height * 0.36), (width * 1.1, height), (-width * 0.1, height)], fill=(104, 102, 99)
    )
    pen.rectangle((0, height * 0.3, width, height * 0.36), fill=(134, 139, 112))
    for step in range(6):
        top = height * (0.4 + step * 0.11)
        half = 4 + step * 3
        line = [(width / 2 - half, top), (width / 2 + half, top), (width / 2 + half + 4, top + 46), (width / 2 - half - 4, top + 46)]
        pen.polygon(line, fill=(214, 210, 196))
    left, top = width * (0.3 + number * 0.08), height * (0.62 + number * 0.03)
    pen.ellipse((left, top, left + 330, top + 150), fill=(74, 70, 66))
    pen.ellipse((left + 26, top + 24, left + 300, top + 138), fill=(40, 37, 35))
    made = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.4)).save(made, "JPEG", quality=85)
    made.seek(0)
    return made
