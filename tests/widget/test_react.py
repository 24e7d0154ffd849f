"""The widget in React, of the version that sets attributes and of the one that sets properties."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import outside
from widget.conftest import PAGES, Elsewhere, Visitor

REACT = ("react@18.3.1", "react-dom@18.3.1")
"""The last versions that come as a script a page can load."""
REACT_19 = {
    "react@19.2.0": ("react",),
    "react-dom@19.2.0": ("react-dom", "react-dom-client"),
    "scheduler@0.27.0": ("scheduler",),
}
"""Versions that set properties where an element has them; modules by package."""
REQUIRED = """const made = {}, asked = {};
const require = name => { made[name] ??= asked[name.replace("/", "-")](); return made[name] };
"""
PAGE = (
    "<!doctype html><html lang='en'><title>Elsewhere</title>"
    "<script type='module' src='BOT/widget/doolittle.js'></script><main><h1>Elsewhere</h1></main>"
)
QUESTION = "What is a VAE?"


@pytest.fixture(scope="package")
def react() -> dict[str, str]:
    """React itself, as npm has it."""
    scripts = {}
    for name in REACT:
        script = outside.package(name) / "umd" / f"{name.partition('@')[0]}.production.min.js"
        scripts[script.name.split(".")[0]] = script.read_text("utf-8")
    return scripts


def test_a_react_application_uses_it_as_an_element(
    visitor: Visitor, elsewhere: Elsewhere, react: dict[str, str]
) -> None:
    """Attributes from its state take effect while the panel is open; events reach it."""
    for name, script in react.items():
        elsewhere.serve(f"/{name}.js", script, Content_Type="text/javascript")
    visitor.open(elsewhere.serve("/react", (PAGES / "react.html").read_text("utf-8")))
    expect(visitor.at("h2")).to_have_text("Guide")
    expect(visitor.at(".starters")).to_contain_text("GAN")
    visitor.page.get_by_role("button", name="Read about BERT").click()
    expect(visitor.at(".starters")).to_contain_text("BERT")
    visitor.ask(QUESTION)
    expect(visitor.page.locator("main > p")).to_have_text("About bert; 1 answered.")
    assert visitor.complaints == []


@pytest.fixture(scope="package")
def react_19() -> str:
    """React 19 as one script: its modules, and what they require of one another."""
    script = REQUIRED
    for package, names in REACT_19.items():
        built = outside.package(package) / "cjs"
        for name in names:
            text = (built / f"{name}.production.js").read_text("utf-8")
            script += f"asked['{name}'] = () => {{ const exports = {{}}; {text}\nreturn exports }};\n"
    return f"{script} window.React = require('react'); window.ReactDOM = require('react-dom/client');"


def test_react_19_sets_properties_that_act_like_attributes(
    visitor: Visitor, elsewhere: Elsewhere, react_19: str
) -> None:
    """`server` and `ask` are rendered before the element is on the page and changed when it is."""
    elsewhere.serve("/react19.js", react_19, Content_Type="text/javascript")
    html = (PAGES / "react.html").read_text("utf-8").replace("/react.js", "/react19.js")
    html = html.replace('<script src="/react-dom.js"></script>', "")
    html = html.replace("topic, title", f"server: 'BOT', ask: topic === 'gan' ? '{QUESTION}' : 'What is BERT?', title")
    html = html.replace("ReactDOM.create", "customElements.whenDefined('doolittle-chat').then(() => ReactDOM.create")
    html = html.replace("h(Shop)));", "h(Shop))));").replace("'BOT'", f"'{visitor.bot.url}'")
    visitor.page.goto(elsewhere.serve("/react-19", html))
    visitor.at(".turn .row").wait_for()
    visitor.page.get_by_role("button", name="Read about BERT").click()
    expect(visitor.at(".turn .row")).to_have_count(2)
    visitor.page.locator("doolittle-chat").evaluate("e => e.ask('What is a GAN?')")
    expect(visitor.at(".turn .row")).to_have_count(3)

    asked = visitor.at(".asked").all_text_contents()
    assert [text.removeprefix("You asked: ") for text in asked] == [QUESTION, "What is BERT?", "What is a GAN?"]
    assert visitor.page.evaluate("React.version").startswith("19.")
    assert visitor.page.locator("doolittle-chat").get_attribute("server") == visitor.bot.url
    assert visitor.complaints == []


@pytest.mark.parametrize("loaded", [True, False], ids=["with the panel there", "before the panel is there"])
def test_a_property_is_as_good_as_its_attribute(visitor: Visitor, elsewhere: Elsewhere, loaded: bool) -> None:
    """`element.ask = …` asks once; `element.server` reads as a full address, and may be taken back."""
    visitor.page.goto(elsewhere.serve("/properties", f"{PAGE}<doolittle-chat></doolittle-chat>"))
    chat = visitor.page.locator("doolittle-chat")
    visitor.at(".launcher").wait_for()
    if loaded:
        visitor.at(".launcher").click()
        visitor.field.wait_for()
    chat.evaluate("(e, text) => { e.ask = text }", QUESTION)
    visitor.at(".turn .row").wait_for()
    assert visitor.at(".turn").count() == 1

    read = chat.evaluate("e => { e.server = '/api'; const one = e.server; e.server = null; return [one, e.server] }")
    assert read == [f"{elsewhere.url}/api/", visitor.bot.url]
