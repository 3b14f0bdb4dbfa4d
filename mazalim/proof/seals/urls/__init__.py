"""Addresses of the seals: for machines without a language, for people with one."""
