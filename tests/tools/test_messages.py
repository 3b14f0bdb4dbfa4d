"""The catalogue tool: what it finds, what it keeps, what it refuses."""

import polib
import pytest

from tools import messages
from tools.messages import Message, applied, faults, faults_of, merged, python_messages, template_messages


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    for language in messages.PLURALS:
        messages.path_of(language).parent.mkdir(parents=True)
    return tmp_path


def said(*wanted):
    return {message.key: message for message in wanted}


def message(singular, plural="", context=""):
    return Message(context, singular, plural, {"mazalim/web/forms.py"})


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Continue" %}', ("", "Continue", "")),
        ("{% translate 'Continue' as next %}", ("", "Continue", "")),
        ('{% translate "May" context "month" %}', ("month", "May", "")),
        ('{% translate "100% free" %}', ("", "100%% free", "")),
        ("{% blocktranslate %}Hello{% endblocktranslate %}", ("", "Hello", "")),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", ("", "Two lines", "")),
        ("{% blocktranslate with a=b trimmed %}By {{ a }}{% endblocktranslate %}", ("", "By %(a)s", "")),
        ('{% blocktranslate trimmed context "x" %}Y{% endblocktranslate %}', ("x", "Y", "")),
        (
            "{% blocktranslate trimmed count n=list|length %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            ("", "%(n)s day", "%(n)s days"),
        ),
        ('{% field form.name label=_("Name") %}', ("", "Name", "")),
        ('{{ _("Yes") }}', ("", "Yes", "")),
        ('{{ value|default:_("Nothing") }}', ("", "Nothing", "")),
    ],
)
def test_every_way_of_saying_something_in_a_template_is_found(source, found):
    assert list(template_messages(source, "x.html")) == [found]


def test_what_stands_in_a_comment_is_not_said():
    assert list(template_messages('{% comment %}{% translate "No" %}{% endcomment %}{# {% translate "No" %} #}', "x.html")) == []


def test_a_tag_inside_of_a_block_is_refused_with_the_name_of_the_template():
    with pytest.raises(SyntaxError, match=r"x\.html"):
        list(template_messages("{% blocktranslate %}{% if a %}b{% endif %}{% endblocktranslate %}", "x.html"))


def test_words_in_code_are_found(tmp_path):
    file = tmp_path / "forms.py"
    file.write_text('a = _("One " "text")\nb = ngettext("%(n)s day", "%(n)s days", n)\nc = pgettext_lazy("month", "May")\nd = _(name)\n')
    assert list(python_messages(file)) == [("", "One text", ""), ("", "%(n)s day", "%(n)s days"), ("month", "May", "")]


def test_merging_keeps_translations_and_drops_what_nobody_says_any_more(catalogues):
    first = merged("fr", said(message("Yes"), message("No")))
    assert applied("fr", first, {"Yes": "Oui", "No": "Non"}) == []
    messages.write("fr", first)
    second = merged("fr", said(message("Yes"), message("Perhaps")))
    assert [(entry.msgid, entry.msgstr) for entry in second] == [("Perhaps", ""), ("Yes", "Oui")]


def test_merging_twice_changes_nothing(catalogues):
    wanted = said(message("Yes"), message("%(n)s day", "%(n)s days"), message("May", context="month"))
    messages.write("ar", merged("ar", wanted))
    once = messages.path_of("ar").read_text()
    messages.write("ar", merged("ar", wanted))
    assert messages.path_of("ar").read_text() == once


def test_arabic_has_six_plural_forms(catalogues):
    catalogue = merged("ar", said(message("%(n)s day", "%(n)s days")))
    six = ["لا أيام", "يوم واحد", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"]
    assert applied("ar", catalogue, {"%(n)s day": six[:2]}) == ["'%(n)s day': ar has 6 plural forms, not 2."]
    assert applied("ar", catalogue, {"%(n)s day": six}) == []
    assert list(catalogue[0].msgstr_plural.values()) == six


@pytest.mark.parametrize("language", messages.PLURALS)
def test_a_compiled_catalogue_speaks(catalogues, language):
    catalogue = merged(language, said(message("Yes", context="answer"), message("%(n)s day", "%(n)s days")))
    forms = [f"%(n)s d{number}" for number in range(messages.forms_of(language))]
    assert applied(language, catalogue, {"answer|Yes": "ok", "%(n)s day": forms}) == []
    messages.write(language, catalogue)
    messages.compile_all()
    compiled = polib.mofile(str(messages.path_of(language).with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr or entry.msgstr_plural[0] for entry in compiled} == {"Yes": "ok", "%(n)s day": "%(n)s d0"}


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("By %(name)s", "Par %(nom)s"),
        ("By %(name)s", "Par"),
        ("%s of %s", "%s"),
        ("{count} left", "reste"),
        ("<b>Now</b>", "Maintenant"),
        ("Now", " Maintenant"),
    ],
)
def test_a_translation_that_lost_something_is_refused(english, translation):
    assert faults_of(english, "", translation)


@pytest.mark.parametrize(
    ("english", "translation"), [("By %(name)s", "%(name)s l’a fait"), ("100%%", "100 %%"), ("<b>Now</b>", "<b>Là</b>")]
)
def test_a_translation_may_move_what_it_keeps(english, translation):
    assert faults_of(english, "", translation) == ""


def test_a_plural_form_may_leave_out_the_number_and_nothing_else():
    assert faults_of("%(n)s day at %(place)s", "%(n)s days at %(place)s", ["un jour à %(place)s", "%(n)s jours à %(place)s"]) == ""
    assert faults_of("%(n)s day at %(place)s", "%(n)s days at %(place)s", ["un jour", "%(n)s jours"])


def test_missing_stale_and_broken_messages_are_named(catalogues):
    catalogue = merged("fr", said(message("Gone"), message("Yes"), message("By %(name)s")))
    catalogue.find("By %(name)s").msgstr = "Par"
    messages.write("fr", catalogue)
    sentences = "\n".join(faults("fr", said(message("Yes"), message("By %(name)s"), message("New"))))
    assert "'Gone' is no longer" in sentences
    assert "'New' is not in the catalogue" in sentences
    assert "'Yes' is not translated" in sentences
    assert "placeholders" in sentences
