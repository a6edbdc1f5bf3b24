"""The homework, reproduced: its experiments, each a module with run(context) -> Result, and the page beside it.

table.py lists them; context.py gives them data, trained networks and a place for figures; driver.py runs what is
asked for and keeps each result; page.py writes what was found. No network or dataset format of its own lives here.
"""
