"""The Train workspace: form, live curves, run table."""
