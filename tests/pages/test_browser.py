"""The report in a real browser: what people see and do."""

from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

PHONE = {"width": 390, "height": 800}


def one_of_each(site):
    """One page of each kind, by its kind."""
    kinds = {"front": site / "index.html", "method": site / "method.html"}
    for path in sorted(site.glob("series/*/*.html")):
        name = path.stem
        kinds.setdefault(name if name in {"index", "doubts", "activities"} else "indicator", path)
    kinds["picture"] = next(iter(sorted(site.glob("sources/*/p*.html"))))
    kinds["grid"] = next(iter(sorted(site.glob("sources/*/t*.html"))))
    return kinds


KINDS = ("front", "method", "index", "doubts", "activities", "indicator", "picture", "grid")


@pytest.fixture
def visit(page, site):
    def go(kind, fragment=""):
        page.goto(one_of_each(site)[kind].as_uri() + fragment)
        return page

    return go


def series_of(site, word):
    return next(p for p in site.glob("series/*/index.html") if word in p.read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_serious_accessibility_fault(visit, kind):
    found = Axe().run(visit(kind), options={"preload": False}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if is_serious(v)] == []


def is_serious(violation):
    return violation["impact"] in {"serious", "critical"}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overflows_on_a_phone(visit, page, kind):
    page.set_viewport_size(PHONE)
    visit(kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_rows_are_filtered_by_word_and_standing(page, site):
    page.goto(series_of(site, "石炭共同輸送実施回数").as_uri())
    rows = page.locator("#indicators tbody tr:visible")
    every = rows.count()
    page.fill("input[name=text]", "石炭")
    assert rows.count() == 1
    assert page.locator(".filters .count").text_content() == "1"
    page.fill("input[name=text]", "")
    page.select_option("select[name=standing]", "reached")
    assert 0 < rows.count() < every


def test_rows_are_sorted_by_a_number(page, site):
    page.goto(series_of(site, "石炭共同輸送実施回数").as_uri())
    page.locator("#indicators thead th").nth(3).get_by_role("button").click()
    rates = page.eval_on_selector_all(
        "#indicators tbody td:nth-child(4)", "all => all.map(td => td.dataset.value)"
    )
    numbers = [float(rate) for rate in rates if rate]
    assert numbers == sorted(numbers)
    assert rates[-1] == "" or "" not in rates


def test_a_number_opens_its_page_with_the_box_over_its_ink(page, site):
    page.goto(series_of(site, "石炭共同輸送実施回数").as_uri())
    page.get_by_role("link", name="11.4km", exact=True).first.click()
    page.wait_for_load_state()
    mark = page.locator(".mark:target")
    assert mark.is_visible()
    place, paper = mark.bounding_box(), page.locator(".paper img").bounding_box()
    picture = Image.open(unquote(urlsplit(page.locator(".paper img").evaluate("i => i.src")).path))
    scale = picture.width / paper["width"]
    left, top = place["x"] - paper["x"], place["y"] - paper["y"]
    box = [scale * n for n in (left, top, left + place["width"], top + place["height"])]
    inside = picture.convert("L").crop([round(n) for n in box])
    dark = sum(inside.histogram()[:128])
    assert dark / (inside.width * inside.height) > 0.05


def test_the_other_language(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Progress report"
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_point_of_a_history_is_a_link_to_its_source(page, site):
    drawn = next(
        p for p in site.glob("series/*/*.html") if 'class="ringed"' in p.read_text("utf-8")
    )
    page.goto(drawn.as_uri())
    links = page.locator("figure svg a")
    assert links.count() >= 2
    links.first.click(force=True)
    page.wait_for_load_state()
    assert page.locator(":target").count() == 1


def test_harmful_text_does_nothing(page, site):
    page.goto(series_of(site, "&lt;script&gt;").as_uri())
    assert page.title() != "hit"
    assert page.get_by_text("<script>document.title='hit'</script>").first.is_visible()


def test_keys_reach_everything(page, site):
    page.goto(series_of(site, "石炭共同輸送実施回数").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
