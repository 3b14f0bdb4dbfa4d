"""Small running sums, advanced from entries; they can be counted again at any time."""
