"""Where bodies stand in the tree after many were added and moved at once, worked out in memory instead of body by body."""

from collections import defaultdict
from collections.abc import Mapping

from mazalim.directory.models import PublicBody

Place = tuple[str, int, int]  # path, depth, number of children
STEP = PublicBody.steplen


def new_places(bodies: Mapping[str, PublicBody], *, added: Mapping[str, str], moved: Mapping[str, str]) -> dict[str, Place]:
    """The place of every body by its code. `added` and `moved` name the new parent's code, "" for the root.

    A body that stays keeps its step under its parent. Whoever is new under a parent gets a step that nobody has had, so that no path is taken
    twice while rows are written one after another.
    """
    code_at = {body.path: code for code, body in bodies.items()}
    parents = {code: code_at.get(body.path[:-STEP], "") for code, body in bodies.items()}
    last: dict[str, int] = defaultdict(int)
    for code, body in bodies.items():
        last[parents[code]] = max(last[parents[code]], PublicBody._str2int(body.path[-STEP:]))
    now = parents | dict(moved) | dict(added)
    children: dict[str, list[str]] = defaultdict(list)
    for code, parent in now.items():
        children[parent].append(code)
    places: dict[str, Place] = {}
    level = [("", "")]
    while level:
        following = []
        for parent, path in level:
            for code in children[parent]:
                stays = code in bodies and code not in moved
                if stays:
                    step = bodies[code].path[-STEP:]
                else:
                    last[parent] += 1
                    step = PublicBody._get_path("", 1, last[parent])
                places[code] = (path + step, (len(path) + STEP) // STEP, len(children[code]))
                following.append((code, path + step))
        level = following
    return places
