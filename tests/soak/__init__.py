"""Thousands of refreshes and purges in one session: nothing must add up."""
