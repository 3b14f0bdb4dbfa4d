"""How a web process keeps its memory: what was loaded at the start is looked at no more by the collector, and what requests leave behind seldom."""

import gc

# Python looks through its young objects whenever 700 more were made than dropped, which is several times for each page, and through all objects
# after a hundred of those times. Nearly everything a request makes is dropped by counting references; what is left in circles is a few hundred
# objects a page. 50,000 of them are about 5 MB.
MADE_BETWEEN_LOOKS = 50_000


def settle() -> None:
    """Say that everything is loaded. To be called once, at the end of the start of a web process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_LOOKS, 20, 20)
