"""Files that the program ships: models, icons, samples, language, stroke templates."""
