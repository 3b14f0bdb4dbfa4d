"""Addresses of the administrators' pages."""

from django.urls import path

from mazalim.administration.audit import views as audit
from mazalim.administration.banners import views as banners
from mazalim.administration.bodies.views import editing, reading, table
from mazalim.administration.categories import views as categories
from mazalim.administration.closing import views as closing
from mazalim.administration.desks import views as desks
from mazalim.administration.frame.views import home, settings
from mazalim.administration.holidays import views as holidays
from mazalim.administration.officers import views as officers
from mazalim.administration.outbox import views as outbox
from mazalim.administration.policy import views as policy
from mazalim.administration.questions import views as questions
from mazalim.administration.retention import views as retention
from mazalim.administration.roles import views as roles
from mazalim.administration.wording import views as wording

app_name = "administration"
urlpatterns = [
    path("", home.home, name="home"),
    path("bodies/", reading.bodies, name="bodies"),
    path("bodies/add/", editing.add_body, name="add_body"),
    path("bodies/bodies.csv", table.bodies_csv, name="bodies_csv"),
    path("bodies/table/", table.send_table, name="send_table"),
    path("bodies/table/<int:table_id>/", table.table, name="table"),
    path("bodies/closing/<int:closing_id>/", closing.closing, name="closing"),
    path("bodies/of/<str:code>/", reading.body, name="body"),
    path("bodies/of/<str:code>/name/", editing.rename_body, name="rename_body"),
    path("bodies/of/<str:code>/place/", editing.move_body, name="move_body"),
    path("bodies/of/<str:code>/categories/", editing.body_categories, name="body_categories"),
    path("bodies/of/<str:code>/close/", closing.close_body, name="close_body"),
    path("bodies/of/<str:code>/merge/", closing.merge_body, name="merge_body"),
    path("bodies/of/<str:code>/desks/add/", desks.add_desk, name="add_desk"),
    path("desks/", desks.desks, name="desks"),
    path("desks/of/<str:code>/", desks.desk, name="desk"),
    path("desks/of/<str:code>/edit/", desks.edit_desk, name="edit_desk"),
    path("desks/of/<str:code>/close/", desks.close_desk, name="close_desk"),
    path("desks/of/<str:code>/reopen/", desks.reopen_desk, name="reopen_desk"),
    path("officers/", officers.officers, name="officers"),
    path("officers/add/", officers.add_officer, name="add_officer"),
    path("officers/<int:officer_id>/", officers.officer, name="officer"),
    path("officers/<int:officer_id>/edit/", officers.edit_officer, name="edit_officer"),
    path("officers/<int:officer_id>/close/", officers.close_officer, name="close_officer"),
    path("officers/<int:officer_id>/act/", officers.act_on_officer, name="act_on_officer"),
    path("officers/<int:officer_id>/role/", roles.propose, name="propose_role"),
    path("roles/", roles.waiting, name="waiting"),
    path("roles/<int:proposal_id>/decide/", roles.decide, name="decide"),
    path("roles/held/<int:grant_id>/end/", roles.end, name="end_role"),
    path("members/", roles.members, name="members"),
    path("disposal/", retention.retention, name="retention"),
    path("disposal/<int:disposal_id>/", retention.listed, name="disposal"),
    path("settings/", settings.settings, name="settings"),
    path("settings/categories/", categories.categories, name="categories"),
    path("settings/categories/add/", categories.add_category, name="add_category"),
    path("settings/categories/of/<str:code>/", categories.category, name="category"),
    path("settings/categories/of/<str:code>/edit/", categories.edit_category, name="edit_category"),
    path("settings/categories/of/<str:code>/question/", categories.edit_question, name="edit_question"),
    path("settings/categories/of/<str:code>/question/remove/", categories.remove_question, name="remove_question"),
    path("settings/holidays/", holidays.holidays, name="holidays"),
    path("settings/holidays/add/", holidays.add_holiday, name="add_holiday"),
    path("settings/holidays/import/", holidays.import_holidays, name="import_holidays"),
    path("settings/holidays/<int:holiday_id>/", holidays.edit_holiday, name="edit_holiday"),
    path("settings/holidays/<int:holiday_id>/remove/", holidays.remove_holiday, name="remove_holiday"),
    path("settings/notices/", wording.notices, name="notices"),
    path("settings/notices/<str:code>/", wording.notice, name="notice"),
    path("settings/questions/", questions.questions, name="questions"),
    path("settings/questions/add/", questions.add_entry, name="add_entry"),
    path("settings/questions/<int:entry_id>/", questions.edit_entry, name="edit_entry"),
    path("settings/questions/<int:entry_id>/remove/", questions.remove_entry, name="remove_entry"),
    path("settings/banners/", banners.banners, name="banners"),
    path("settings/banners/add/", banners.add_banner, name="add_banner"),
    path("settings/banners/<int:banner_id>/", banners.edit_banner, name="edit_banner"),
    path("settings/banners/<int:banner_id>/remove/", banners.remove_banner, name="remove_banner"),
    path("settings/rules/", policy.policy, name="policy"),
    path("settings/rules/new/", policy.add_version, name="add_version"),
    path("settings/rules/<int:version_id>/take-back/", policy.take_back_version, name="take_back_version"),
    path("changes/", audit.changes, name="changes"),
    path("changes/changes.csv", audit.changes_csv, name="changes_csv"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retry/", outbox.retry_all, name="retry_all"),
    path("outbox/<int:job_id>/", outbox.retry, name="retry"),
]
