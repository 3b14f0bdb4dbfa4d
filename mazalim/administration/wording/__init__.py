"""The texts of notices: the country's own words in place of the shipped ones."""
