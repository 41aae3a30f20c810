"""Training on GPUs: the same models, settings, text and subwords as `translate train`. README.md beside this folder."""
