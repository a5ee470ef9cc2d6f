"""The only code beside app.py and pages/ that knows streamlit."""
