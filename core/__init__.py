"""The engine: pictures and ink in, text and measurements out. Never imports Qt."""
