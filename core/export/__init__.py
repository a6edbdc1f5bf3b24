"""Results as files: text, JSON, hOCR, ALTO, PAGE, figures."""
