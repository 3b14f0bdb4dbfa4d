"""The trees are those of RFC 9162: known answers of its predecessor's test data, and every proof of every small tree."""

from hashlib import sha256

import pytest

from mazalim.proof.log import (
    EMPTY_ROOT,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

# The leaves and answers of certificate-transparency's reference tests.
LEAVES = [
    bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def tree(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


def recursive_root(hashes: list[bytes]) -> bytes:
    """The definition, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(recursive_root(hashes[:split]), recursive_root(hashes[split:]))


def test_roots_are_the_known_ones():
    assert root_of([]) == EMPTY_ROOT == sha256().digest()
    assert [root_of(HASHES[: size + 1]).hex() for size in range(8)] == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_paths_are_the_known_ones(index, size, path):
    assert [node.hex() for node in inclusion_path(HASHES[:size], index)] == path


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_consistency_is_the_known_one(first, second, path):
    assert [node.hex() for node in consistency_path(HASHES[:second], first)] == path


def test_every_leaf_of_every_small_tree_is_proved_and_no_other():
    for size in range(1, 34):
        hashes = tree(size)
        root = root_of(hashes)
        assert root == recursive_root(hashes)
        for index in range(size):
            path = inclusion_path(hashes, index)
            given = {"index": index, "size": size, "path": path, "root": root}
            assert is_included(hashes[index], **given)
            assert not is_included(leaf_hash(b"another"), **given)
            assert not is_included(hashes[index], **given | {"path": [*path, root]})
            assert not is_included(hashes[index], **given | {"index": size + index})
            assert not path or not is_included(hashes[index], **given | {"path": path[:-1]})


def test_every_pair_of_small_trees_is_proved_and_no_other():
    for second in range(1, 34):
        hashes = tree(second)
        second_root = root_of(hashes)
        for first in range(1, second + 1):
            first_root, path = root_of(hashes[:first]), consistency_path(hashes, first)
            given = {"first": first, "first_root": first_root, "second": second, "second_root": second_root, "path": path}
            assert is_consistent(**given)
            assert not is_consistent(**given | {"first_root": leaf_hash(b"another")})
            assert not is_consistent(**given | {"second_root": leaf_hash(b"another")})
            assert not is_consistent(**given | {"path": [*path, second_root]})
            assert not path or not is_consistent(**given | {"path": path[:-1]})


def test_what_is_not_in_the_tree_has_no_path():
    for wrong in (-1, 3):
        with pytest.raises(IndexError):
            inclusion_path(tree(3), wrong)
    for wrong in (0, 4):
        with pytest.raises(IndexError):
            consistency_path(tree(3), wrong)
    assert is_consistent(first=0, first_root=EMPTY_ROOT, second=3, second_root=root_of(tree(3)), path=[])
    assert not is_consistent(first=3, first_root=root_of(tree(3)), second=2, second_root=root_of(tree(2)), path=[])
