"""The window: shows values and sends intents. Never imports torch, scikit-image or scipy."""
