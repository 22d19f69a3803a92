"""The application, both as it is served and as the script that runs in every rerun."""

import streamlit as st

if __name__ == "__main__":
    from strategy.ui import frame

    frame.show()
else:
    from streamlit.runtime.pages_manager import PagesManager

    from strategy.ui.failing import log_once, show_failure
    from strategy.ui.foreign_values import refuse_foreign_values
    from strategy.ui.links import ADDRESSES
    from strategy.web import routes, sign_in
    from strategy.web.lifespan import lifespan_on
    from strategy.web.middleware import middleware
    from strategy.web.pages import no_such_page
    from strategy.web.starting_up import make_ready_or_leave

    # Our menu is st.navigation's. Unless Streamlit knows before the first visitor comes, that one
    # is told that the page of a direct link does not exist.
    PagesManager.uses_pages_directory = False
    log_once()
    refuse_foreign_values()
    address = str(st.get_option("server.address") or "")
    make_ready_or_leave(address, int(st.get_option("server.port")))
    app = st.App(
        "app.py",
        lifespan=lifespan_on(address),
        routes=(*routes.ROUTES, *sign_in.ROUTES),
        middleware=middleware(ADDRESSES),
        on_script_error=show_failure,
        exception_handlers={404: no_such_page},
    )
