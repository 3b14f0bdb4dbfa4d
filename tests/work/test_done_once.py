"""Whatever writes may be sent twice: a second click, a reload, a line that broke. It is marked, or its reason stands in the list."""

from importlib import import_module
from pathlib import Path

from tests.architecture.house import expect_none
from tests.architecture.test_open_views import _ours

LIST = Path(__file__).parent / "written_twice.txt"
READS_ONLY = {"/receipts/verify"}  # checks what is sent and keeps nothing
REASONS = dict(line.split(": ", 1) for line in LIST.read_text("utf-8").splitlines() if ": " in line and not line.startswith("#"))


def _takes_post(view) -> bool:
    module = import_module(view.__module__)
    before = Path(module.__file__ or "").read_text("utf-8").split(f"\ndef {view.__name__}(")[0].rsplit("\n\n", 1)[-1]
    return "require_POST" in before or '"POST"' in before


def test_every_form_that_writes_is_done_once_or_says_why_twice_does_no_harm():
    unmarked = {
        name for name, view in _ours() if _takes_post(view) and not getattr(view, "is_done_once", False) and not name.startswith("api:")
    }
    expect_none(
        [
            f"{name} may be sent twice: wrap it in work.views.done_once and put once into its form, or say in {LIST.name} why not"
            for name in unmarked - set(REASONS)
        ]
        + [f"{name} stands in {LIST.name}, but is done once or is gone" for name in set(REASONS) - unmarked],
        most=200,
    )


def test_every_operation_that_writes_takes_an_idempotency_key():
    from mazalim.api.contract import door

    silent = []
    for prefix, router in door._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if (
                    prefix + path not in READS_ONLY
                    and set(operation.methods) & {"POST", "PUT", "PATCH"}
                    and not getattr(operation.view_func, "is_idempotent", False)
                ):
                    silent.append(f"{operation.methods} {prefix}{path}")
    expect_none(silent)
