"""The web app. Streamlit's server imports this file once, and runs it again for each reader's turn.

Both in one file: `streamlit run app.py` looks for the server in the file it is given, and a turn needs the pages beside
it.
"""

import streamlit as st

if __name__ == "__main__":
    from ui import shell, theme

    st.set_page_config(page_title="उपस्थिति", page_icon=theme.ICON, layout="wide")
    shell.run()
else:
    from ui import serving

    serving.prepare()
    app = st.App(
        __file__,
        lifespan=serving.lifespan,
        routes=serving.ROUTES,
        middleware=serving.MIDDLEWARE,
        on_script_error=serving.uncaught,
    )
