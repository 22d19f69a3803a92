"""The app as a person has it open, without a browser: for tests of what pages say and do."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from strategy.ui import session

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "app.py")


def shown(script: str, person_id: str, *, language: str | None = "nb", **address: str) -> AppTest:
    """Open a page (`plan/goals`) as somebody, with this in the address."""
    app = AppTest.from_file(APP, default_timeout=30)
    app.session_state[session.PERSON] = person_id
    app.session_state[session.LANGUAGE] = language
    app.run()
    app.switch_page(f"pages/{script}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def begun(person_id: str) -> AppTest:
    """Open the app at its root, where this person begins."""
    app = AppTest.from_file(APP, default_timeout=30)
    app.session_state[session.PERSON] = person_id
    app.session_state[session.LANGUAGE] = "nb"
    return app.run()


def alone(script: str, person_id: str) -> AppTest:
    """Open a page without the frame around it: nothing but its own guard stands before it."""
    app = AppTest.from_file(str(ROOT / "pages" / f"{script}.py"), default_timeout=30)
    app.session_state[session.PERSON] = person_id
    return app.run()


def said(app: AppTest) -> str:
    """Everything a page says in words."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error)
    more = (app.warning, app.info, app.success)
    words = [str(element.value) for kind in (*kinds, *more) for element in kind]
    labels = [button.label for button in app.button]
    links = [link.proto.label for link in app.get("page_link")]
    metrics = [f"{metric.label} {metric.value}" for metric in app.metric]
    return "\n".join((*words, *labels, *links, *metrics))


def failures(app: AppTest) -> list[str]:
    """The exceptions a page shows: none, if all is well."""
    return [str(element.value) for element in app.exception]


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in app.button if button.label == label).click().run()


def write(app: AppTest, key: str, text: str) -> None:
    """Write in the field with this key."""
    fields = (*app.text_input, *app.text_area)
    next(field for field in fields if field.key == key).set_value(text)


def choose(app: AppTest, key: str, option: str) -> None:
    """Choose an option in the list with this key."""
    next(box for box in app.selectbox if box.key == key).set_value(option)
