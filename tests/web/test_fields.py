"""A field is drawn with its label, hint and error, all joined to the input, and nothing typed is lost or trusted."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.forms.boundfield import BoundWidget
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from mazalim.web.forms import Explained, LongTextField, OneOf, PartedDateField, Renderer


class Letter(forms.Form):
    name = forms.CharField(label="Name <of> yours", help_text="As on the & card", error_messages={"required": "Write your <name>"})
    email = forms.EmailField(required=False)
    phone = forms.CharField(required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    born = PartedDateField(is_birth_date=True, help_text="For example, 27 3 1984")
    text = LongTextField(label="What happened", max_length=10)
    mode = forms.ChoiceField(widget=forms.RadioSelect, choices=[("named", Explained("By name", "It may be opened")), ("masked", "Masked")])
    place = forms.ChoiceField(choices=[("", "Choose"), ("e", "Erbil")])
    agreed = forms.BooleanField(label="I agree")
    letter = forms.FileField(required=False)


def drawn(form: forms.Form, tag: str) -> str:
    return Template("{% field form." + tag + " %}").render(Context({"form": form}))


def summary(form: forms.Form) -> str:
    return Template("{% error_summary form %}").render(Context({"form": form}))


def typed(**values: Any) -> Letter:
    form = Letter(values)
    form.is_valid()
    return form


def test_label_hint_and_input_are_joined_and_escaped():
    html = drawn(Letter(), "name")
    assert '<label for="id_name">Name &lt;of&gt; yours' in html
    assert '<p class="hint small" id="id_name_helptext">As on the &amp; card</p>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'aria-invalid="true"' not in html
    assert 'class="err"' not in html


def test_an_error_stands_beside_the_field_and_is_named_by_it():
    html = drawn(typed(), "name")
    assert '<div class="field bad">' in html
    assert '<div id="id_name_error"><p class="err">Write your &lt;name&gt;</p></div>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_comes_back_escaped():
    assert 'value="&lt;img src=x&gt;"' in drawn(typed(name="<img src=x>"), "name")


def test_a_field_without_words_of_its_own_says_what_is_missing():
    assert "An answer is needed: What happened" in drawn(typed(), "text")
    assert "An answer is needed: What happened" in summary(typed())


def test_only_fields_that_may_stay_empty_say_so():
    assert "(optional)" in drawn(Letter(), "email")
    assert "(optional)" not in drawn(Letter(), "name")
    assert "(optional)" not in drawn(Letter(), "email unmarked=True")


def test_a_hidden_label_stays_for_screen_readers():
    assert '<label for="id_email" class="vh">' in drawn(Letter(), "email hide_label=True")
    assert '<legend class="vh">' in drawn(Letter(), "born hide_label=True")


def test_further_arguments_become_attributes_of_the_input():
    html = drawn(Letter(), 'phone autocomplete="tel" inputmode="tel" class="short"')
    assert 'autocomplete="tel"' in html
    assert 'class="input short"' in html or 'class="input ltr short"' in html
    assert 'data-id="7"' in drawn(Letter(), "name data_id=7")


def test_a_hint_given_in_the_page_is_read_out_too():
    html = drawn(Letter(), 'email hint="We send a code to it"')
    assert 'id="id_email_helptext">We send a code to it' in html
    assert 'aria-describedby="id_email_helptext"' in html


def test_addresses_are_typed_from_left_to_right_and_texts_in_their_own_direction():
    assert 'class="input ltr"' in drawn(Letter(), "email")
    assert 'dir="auto"' in drawn(Letter(), "name")
    assert 'dir="auto"' in drawn(Letter(), "text")


def test_a_long_text_is_counted_and_never_cut():
    html = drawn(Letter(), "text")
    assert 'data-limit="10"' in html
    assert "maxlength" not in html
    assert '<p class="counter small soft" data-counter-for="id_text"><span>Up to 10 characters</span>' in html
    assert "The text is 2 characters too long" in drawn(typed(text="twelve signs"), "text")


def test_a_line_end_counts_as_one_sign():
    form = typed(text="1234\r\n6789\r\n")
    assert "text" not in form.errors
    assert form.cleaned_data["text"] == "1234\n6789"


def test_choices_are_rows_with_their_explanation_and_the_group_carries_the_error():
    html = drawn(typed(), "mode")
    assert '<fieldset class="field bad" aria-describedby="id_mode_error">' in html
    assert '<label for="id_mode_0">By name</label><p class="small soft">It may be opened</p>' in html
    assert html.count('class="pick"') == 2
    assert "aria-invalid" not in html


def test_a_chosen_row_stays_chosen():
    html = drawn(typed(mode="masked"), "mode")
    assert [" checked" in row.split(">")[0] for row in html.split("<input ")[1:]] == [False, True]


def test_fields_may_stand_under_a_choice():
    under = "{% if option.data.value == 'named' %}{% field form.name %}{% endif %}"
    source = "{% for option in form.mode %}{% pick option %}" + under + "{% endpick %}{% endfor %}"
    html = Template(source).render(Context({"form": Letter()}))
    assert html.index("By name") < html.index('id="id_name"') < html.index("Masked")


def test_select_checkbox_and_file_are_drawn():
    assert '<select name="place"' in drawn(typed(), "place")
    box = drawn(typed(), "agreed")
    assert box.index('id="id_agreed"') < box.index('<label for="id_agreed">I agree')
    assert 'type="file"' in drawn(Letter(), "letter")


def test_the_summary_leads_to_each_input_in_order():
    form = typed(born_day="14", born_month="9", born_year="88")
    form.add_error(None, "The draft has expired")
    html = summary(form)
    assert "There are 7 things to put right" in html
    assert "<li>The draft has expired</li>" in html
    for target in ("id_name", "id_born_year", "id_text", "id_mode_0", "id_place", "id_agreed"):
        assert f'<a href="#{target}">' in html


def test_one_error_is_said_in_the_singular_and_none_says_nothing():
    good = {"name": "A", "born_day": "1", "born_month": "1", "born_year": "1990", "text": "x", "mode": "named", "place": "e"}
    assert "There is one thing to put right" in summary(typed(**good))
    assert summary(typed(**good, agreed="on")).strip() == ""
    assert summary(Letter()).strip() == ""


class Birth(forms.Form):
    born = PartedDateField()


def birth(day: str, month: str, year: str, **limits: date) -> Birth:
    form = Birth({"born_day": day, "born_month": month, "born_year": year})
    for name, value in limits.items():
        setattr(form.fields["born"], name, value)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("parts", "words", "marked"),
    [
        (("", "", ""), "Enter the day, the month and the year", {"day", "month", "year"}),
        (("32", "1", "1990"), "The day must be a number from 1 to 31", {"day"}),
        (("", "1", "1990"), "The day must be a number from 1 to 31", {"day"}),
        (("1", "13", "1990"), "The month must be a number from 1 to 12", {"month"}),
        (("1", "May", "1990"), "The month must be a number from 1 to 12", {"month"}),
        (("1", "1", "88"), "The year must have four figures", {"year"}),
        (("1", "1", "-198"), "The year must have four figures", {"year"}),
        (("1", "1", "9" * 5000), "The year must have four figures", {"year"}),
        (("30", "2", "1990"), "There is no such day: check the day and the month", {"day", "month", "year"}),
    ],
)
def test_a_wrong_date_says_which_part_is_wrong_and_keeps_the_others(parts, words, marked):
    form = birth(*parts)
    assert form.errors["born"] == [words]
    html = drawn(form, "born")
    for name, value in zip(("day", "month", "year"), parts, strict=True):
        box = html[html.index(f'id="id_born_{name}"') :].split(">")[0]
        assert (f'value="{value}"' in box) == bool(value)
        assert ('aria-invalid="true"' in box) == (name in marked)


@pytest.mark.parametrize("parts", [("14", "9", "1988"), ("١٤", "٩", "١٩٨٨"), ("۱۴", "۹", "۱۹۸۸"), (" 14", "09 ", "1988")])
def test_dates_may_be_typed_in_any_digits(parts):
    assert birth(*parts).cleaned_data == {"born": date(1988, 9, 14)}


def test_a_date_beyond_its_limit_says_the_limit():
    assert birth("1", "1", "2027", latest=date(2026, 11, 22)).errors["born"] == ["The date must be 22 November 2026 or earlier"]
    assert birth("1", "1", "1900", earliest=date(1906, 1, 1)).errors["born"] == ["The date must be 1 January 1906 or later"]
    assert not birth("22", "11", "2026", latest=date(2026, 11, 22)).errors


def test_a_kept_date_is_shown_in_its_parts():
    for kept in (date(1988, 9, 14), "1988-09-14"):
        html = drawn(Birth(initial={"born": kept}), "born")
        assert [f'value="{part}"' in html for part in (14, 9, 1988)] == [True, True, True]
    assert 'value="' not in drawn(Birth(initial={"born": "14 September"}), "born")


def test_parts_of_a_birth_date_can_be_filled_in_by_the_browser():
    assert 'autocomplete="bday-year"' in drawn(Letter(), "born")


@pytest.mark.parametrize("value", [None, "", "O'Neil \"&<script>", 5, True, False, SafeString("<b>"), "سڵاو"])
@pytest.mark.parametrize(
    "widget",
    [
        *(
            kind()
            for kind in (forms.TextInput, forms.EmailInput, forms.NumberInput, forms.URLInput, forms.HiddenInput, forms.CheckboxInput)
        ),
        forms.PasswordInput(render_value=True),
        forms.Textarea(attrs={"rows": 3, "maxlength": False, "title": 'a "b" & c'}),
        forms.TextInput(attrs={"type": "tel", "required": True, "disabled": False, "placeholder": gettext_lazy("Day"), "data-id": 0}),
        forms.RadioSelect(choices=[("a", "A"), ("<", "B")]),
        forms.CheckboxSelectMultiple(choices=[("a", "A"), ("5", "B")]),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_an_input_drawn_in_one_piece_is_what_djangos_template_draws(widget: forms.Widget, value: object) -> None:
    given = [value] if isinstance(widget, forms.CheckboxSelectMultiple) else value
    ours, theirs = Renderer(), DjangoTemplates()
    assert widget.render("a", given, {"id": "x"}, ours) == widget.render("a", given, {"id": "x"}, theirs)
    for mine, other in zip(_tags(widget, given, ours), _tags(widget, given, theirs), strict=True):
        assert mine == other


def _tags(widget: forms.Widget, value: object, renderer: DjangoTemplates) -> list[str]:
    """Options as the page draws them: without the label that Django puts around them."""
    if not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return []
    return [BoundWidget(widget, data, renderer).tag() for data in widget.subwidgets("a", value, {"id": "x"})]


@pytest.mark.parametrize("chosen", ["", "e", 7, "<", "nobody"])
def test_a_list_drawn_in_one_piece_holds_what_djangos_template_draws(chosen: object) -> None:
    choices = [("", "Choose"), ("North & <east>", [("e", "Erbil"), (7, '"Duhok"')]), ("South", [("<", "Basra")])]
    attributes = {"id": "x", "aria-describedby": "y"}
    ours, theirs = (kind(choices=choices).render("a", chosen, attributes) for kind in (OneOf, forms.Select))
    assert _parts(ours) == _parts(theirs)


def _parts(html: str) -> list[tuple[str, dict[str, str | None]] | str]:
    """Elements with their attributes, and words, without the blanks between them."""
    found: list[Any] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))  # type: ignore[method-assign]
    reader.handle_endtag = lambda tag: found.append("/" + tag)  # type: ignore[method-assign]
    reader.handle_data = lambda data: found.append(data.strip()) if data.strip() else None  # type: ignore[method-assign]
    reader.feed(html)
    return found


def test_what_is_no_input_is_drawn_by_djangos_templates() -> None:
    letter = Letter({}, renderer=Renderer())
    assert "Write your &lt;name&gt;" in str(letter.errors)
    assert "<textarea" in letter.as_p()
