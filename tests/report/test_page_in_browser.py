"""What a person does with the page, and what it shows then."""

import re

import pytest
from report.browser import box, classes, click
from report.sample import EVIL, sample

pytestmark = pytest.mark.integration

PANEL = "#detail"
FIRST, SECOND = "node:make_00_00", "node:make_00_01"
WRAPPED = "node:make_00_04"


# --- the first view ---------------------------------------------------------------------------


def test_the_first_view_answers_three_questions(show):
    """What is this, can I trust it, what is left: without scrolling."""
    page = show(sample(pipelines=3, each=6))
    for text in ("18 nodes, 21 datasets", "1 not equal", "6 items to look at"):
        found = page.locator(".headline", has_text=text)
        place = found.bounding_box()
        assert place["y"] + place["height"] < 900
    assert "17 of 18 values equal" in page.locator("#summary").inner_text()
    assert page.locator(".commands").inner_text().startswith("migrate verify spaceships")


def test_minutes_can_be_changed_and_are_kept(show):
    """3 by hand at 30 minutes and 3 to read at 5: 1 h 45 min; at 100 minutes 5 h 15 min."""
    page = show(sample(pipelines=3, each=6))
    assert page.locator("#time").inner_text() == "1 h 45 min"
    page.get_by_label("Minutes for each: write by hand").fill("100")
    assert page.locator("#time").inner_text() == "5 h 15 min"
    page.reload()
    assert page.locator("#time").inner_text() == "5 h 15 min"
    assert "Nobody measured" in page.locator("#summary").inner_text()


def test_commands_are_copied(show):
    page = show(sample(), permissions=["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == page.locator(".commands").inner_text().strip()


# --- boxes and their panel --------------------------------------------------------------------


def test_a_node_shows_its_counterpart_and_everything_about_it(show):
    page = show(sample())
    click(box(page, "kedro", FIRST))
    assert "chosen" in classes(box(page, "kedro", FIRST))
    assert "chosen" in classes(box(page, "hamilton", "node:table_00_00"))
    panel = page.locator(PANEL)
    said = panel.inner_text()
    for text in (
        "make_00_00",
        "became table_00_00",
        "K401",
        "A function of its own.",
        "test_make_00_00",
    ):
        assert text in said
    assert "Copies table: changed by sort" in said
    assert panel.locator(".kedro .source .place").all_inner_texts() == ["src/pkg/nodes.py:7"]
    assert panel.locator(".hamilton .source .place").all_inner_texts() == ["pkg/line.py:8"]
    assert panel.locator(".kedro .line.changed mark").inner_text() == "table"
    page.keyboard.press("Escape")
    assert panel.is_hidden() and "chosen" not in classes(box(page, "kedro", FIRST))


def test_a_difference_is_a_small_table(show):
    page = show(sample())
    click(box(page, "kedro", FIRST))
    rows = page.locator(f"{PANEL} .difference tr").all_inner_texts()
    assert [re.split(r"\s*\t\s*", row)[-1] for row in rows] == [
        "table_00_00",
        "__default__, base",
        "different",
        "row 3: 1.0 and 1.5",
    ]
    click(box(page, "kedro", SECOND))
    assert "Equal in all 1 comparison" in page.locator(PANEL).inner_text()


def test_without_a_proof_a_node_is_not_verified(show):
    page = show(sample(proof=False))
    click(box(page, "kedro", FIRST))
    assert "Not verified." in page.locator(PANEL).inner_text()


def test_a_box_of_hamilton_shows_the_node_that_it_was(show):
    page = show(sample())
    click(box(page, "hamilton", "node:table_00_01"))
    assert "chosen" in classes(box(page, "kedro", SECOND))
    assert "src/pkg/nodes.py" in page.locator(PANEL).inner_text()


def test_datasets_and_parameters_of_a_node_open_in_both_catalogs(show):
    page = show(sample())
    click(box(page, "kedro", FIRST))
    entries = page.locator(f"{PANEL} .entry")
    assert [text.split()[1] for text in entries.all_inner_texts()] == [
        "raw_00",
        "params:limit_00",
        "table_00_00",
    ]
    entries.nth(0).locator("summary").click()
    places = entries.nth(0).locator(".place").all_inner_texts()
    assert [place.partition(":")[0] for place in places] == [
        "conf/base/catalog.yml",
        "pkg/catalog.py",
    ]
    entries.nth(1).locator("summary").click()
    entries.nth(1).get_by_role("button", name="params:limit_00").click()
    assert page.locator(f"{PANEL} h3").inner_text() == "params:limit_00"
    assert page.locator("#with-parameters").is_checked()
    page.locator(PANEL).get_by_role("button", name="make_00_00").click()
    assert page.locator(f"{PANEL} h3").inner_text() == "make_00_00"


def test_a_dataset_shows_who_makes_and_takes_it(show):
    page = show(sample())
    click(box(page, "kedro", "dataset:table_00_00"))
    said = page.locator(PANEL).inner_text()
    assert "Plain library calls." in said and "gets what loading gives" in said
    assert page.locator(f"{PANEL} .block button").all_inner_texts() == ["make_00_00", "make_00_01"]


def test_the_address_names_what_is_shown(show):
    page = show(sample(), "#hamilton=node%3Atable_00_01")
    assert page.locator(f"{PANEL} h3").inner_text() == "table_00_01"
    click(box(page, "kedro", FIRST))
    assert page.url.endswith("#kedro=node%3Amake_00_00")


# --- the drawings -----------------------------------------------------------------------------


def test_a_frame_folds_on_both_sides(show):
    page = show(sample())
    head = page.locator(".pane[data-side=kedro] .head", has_text="line_00")
    click(head)
    for side, name in (("kedro", FIRST), ("hamilton", "node:table_00_00")):
        assert box(page, side, name).is_hidden()
        assert box(page, side, name.replace("_00_", "_01_")).is_visible()
    assert head.get_attribute("aria-expanded") == "false"
    click(head)
    assert box(page, "kedro", FIRST).is_visible()


def test_all_fold_and_a_chosen_box_unfolds_its_frame(show):
    page = show(sample())
    page.get_by_role("button", name="Fold all", exact=True).click()
    assert page.locator(".box:visible").count() == 0
    assert page.locator(".edge:visible").count() == 0
    page.locator("#nodes details").first.locator("summary").click()
    page.get_by_role("button", name="Show in the graphs").click()
    assert box(page, "kedro", FIRST).is_visible()
    assert box(page, "kedro", "node:make_01_00").is_hidden()
    page.get_by_role("button", name="Unfold all").click()
    assert box(page, "kedro", "node:make_01_00").is_visible()


def test_what_a_folded_frame_holds_is_not_in_the_document(show):
    """However large a project is, the page is as quick as what is open."""
    page = show(sample())
    pane = page.locator(".pane[data-side=kedro]")
    everything = pane.locator(".box").count()
    page.get_by_role("button", name="Fold all", exact=True).click()
    assert pane.locator(".box").count() == 0
    click(pane.locator(".head", has_text="line_00"))
    assert box(page, "kedro", FIRST).count() == 1
    assert box(page, "kedro", "node:make_01_00").count() == 0
    click(pane.locator(".head", has_text="line_01"))
    assert pane.locator(".box").count() == everything


def test_what_cannot_be_read_has_no_label(show):
    page = show(sample())
    click(box(page, "kedro", FIRST))
    label = box(page, "kedro", FIRST).locator("text")
    assert label.text_content() == "make_00_00"
    while label.count():
        page.get_by_role("button", name="Zoom out of Kedro").click()
    assert box(page, "kedro", FIRST).get_attribute("aria-label") == "node make_00_00, moved"
    page.get_by_role("button", name="Zoom into Kedro").click()
    assert label.count() == 1


def test_a_long_label_is_cut_and_told_whole(show):
    name = f"make_00_00{'_' * 30}with_an_end"
    page = show(sample(evil=f"{'_' * 30}with_an_end"))
    found = box(page, "kedro", f"node:{name}")
    assert found.get_attribute("aria-label") == f"node {name}, moved"
    assert found.locator("text").text_content() == f"{name[:21]}…{name[-8:]}"


def test_a_fold_leaves_one_line_for_many_edges_and_shows_whether_one_is_lit(show):
    page = show(sample())
    edges = page.locator(".pane[data-side=kedro] .edge")
    lines = "all => all.map(each => (each.getAttribute('d') ?? '').split('C').length - 1)"
    click(box(page, "kedro", FIRST))
    before = edges.evaluate_all(lines)
    click(page.locator(".pane[data-side=kedro] .head", has_text="line_01"))
    assert sum(before) > sum(edges.evaluate_all(lines)) > 0


def test_boxes_never_overlap_however_frames_fold(show):
    page = show(sample(pipelines=4, each=5))
    page.locator("#with-parameters").check()
    click(page.locator(".pane[data-side=kedro] .head", has_text="line_02"))
    overlaps = """() => {
      const all = [...document.querySelectorAll('.pane[data-side=kedro] :is(.box, .frame)')]
        .filter((each) => each.checkVisibility()).map((each) => [each, each.getBoundingClientRect()]);
      return all.flatMap(([a, p]) => all.filter(([b, q]) => a !== b && !a.contains(b) && !b.contains(a)
        && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1)).length;
    }"""
    assert page.evaluate(overlaps) == 0


@pytest.mark.parametrize(
    ("way", "lit"),
    [("up", {0, 1}), ("down", {1, 2, 3, 4, 5}), ("both", {0, 1, 2, 3, 4, 5}), ("", set())],
)
def test_what_is_upstream_and_downstream_is_lit(show, way, lit):
    page = show(sample())
    page.locator("#follow").select_option(way)
    click(box(page, "kedro", SECOND))
    found = page.locator(".pane[data-side=kedro] .box.node.lit")
    ids = found.evaluate_all("all => all.map(each => each.dataset.id)")
    assert ids == [f"node:make_00_{step:02}" for step in sorted(lit)]


def test_one_pipeline_is_lit(show):
    page = show(sample())
    page.locator("#pipeline").select_option("line_01")
    assert "lit" in classes(box(page, "hamilton", "node:table_01_00"))
    assert "lit" not in classes(box(page, "hamilton", "node:table_00_00"))


def test_search_goes_through_the_hits_of_both_sides(show):
    page = show(sample())
    page.keyboard.press("/")
    page.keyboard.type("TABLE_00_03")
    assert page.locator("#found").inner_text().startswith("2 hits")
    page.keyboard.press("Enter")
    assert "chosen" in classes(box(page, "kedro", "dataset:table_00_03"))
    page.keyboard.press("Enter")
    assert page.locator(f"{PANEL} .over").inner_text() == "node · Hamilton"
    assert page.locator("#found").inner_text() == "2 of 2 hits"


def view(page, side="kedro"):
    said = page.locator(f".pane[data-side={side}] .world").get_attribute("transform")
    return [float(number) for number in re.findall(r"-?[\d.]+(?:e-\d+)?", said)]


def test_a_drawing_is_moved_zoomed_and_fitted(show):
    page = show(sample())
    page.locator("#graphs").scroll_into_view_if_needed()
    first = view(page)
    place = page.locator(".pane[data-side=kedro] svg").bounding_box()
    x, y = place["x"] + 8, place["y"] + 40
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 30, steps=4)
    page.mouse.up()
    assert view(page) == pytest.approx([first[0] + 50, first[1] + 30, first[2]])
    page.get_by_role("button", name="Zoom into Kedro").click()
    assert view(page)[2] == pytest.approx(first[2] * 1.3)
    page.keyboard.down("Control")
    page.mouse.move(x, y)
    page.mouse.wheel(0, 300)
    page.wait_for_function(
        "at => !document.querySelector('.world').getAttribute('transform').includes(at)",
        arg=f"scale({first[2] * 1.3})",
    )
    page.keyboard.up("Control")
    page.get_by_role("button", name="Fit Kedro into view").click()
    assert view(page) == pytest.approx(first)


def test_the_drawings_go_by_keys(show):
    page = show(sample())
    page.get_by_role("button", name="Fit Kedro into view").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.closest('[data-box]').dataset.id ?? document.activeElement.textContent"
    assert page.evaluate(focused).startswith("line_00")
    page.keyboard.press("Enter")
    assert box(page, "kedro", FIRST).is_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    while page.evaluate(focused) != "dataset:raw_00":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == FIRST
    first = view(page)
    page.keyboard.press("+")
    assert view(page)[2] > first[2]
    page.keyboard.press("-")
    assert view(page)[2] == pytest.approx(first[2])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.locator(f"{PANEL} h3").inner_text() == "raw_00"


# --- the lists --------------------------------------------------------------------------------


def test_ticks_are_kept_and_counted(show):
    page = show(sample())
    page.locator("#check-check-1").check()
    assert page.locator("#ticked").inner_text() == "1 of 4"
    page.reload()
    assert page.locator("#check-check-1").is_checked()
    assert page.locator("#ticked").inner_text() == "1 of 4"


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("outcome", "error", ["check-1", "check-3"]),
        ("code", "K404", ["check-0", "check-2"]),
        ("pipelines", "line_01", ["check-2", "check-3"]),
        ("state", "ticked", ["check-2"]),
        ("text", "make_00_05", ["check-1"]),
    ],
)
def test_the_check_list_is_filtered(show, name, value, left):
    page = show(sample())
    page.locator("#check-check-2").check()
    field = page.locator(f"#checks [name={name}]")
    field.fill(value) if name == "text" else field.select_option(value)
    shown = page.locator("#checks .item:visible input")
    assert shown.evaluate_all("all => all.map(each => each.dataset.check)") == left
    assert page.locator("#checks output").inner_text() == f"{len(left)} of 4"


def test_a_code_of_the_summary_filters_the_check_list(show):
    page = show(sample())
    page.locator("#summary [data-filter-code=K403]").click()
    assert page.locator("#checks .item:visible").count() == 2


def test_a_check_leads_to_its_node(show):
    page = show(sample())
    page.locator("#checks").get_by_role("button", name="make_00_04").click()
    assert "chosen" in classes(box(page, "kedro", WRAPPED))
    assert "make_00_04 is wrapped" in page.locator(f"{PANEL} .findings").inner_text()


def test_nodes_are_filtered_and_open_in_the_list(show):
    page = show(sample())
    page.locator("#nodes [name=outcome]").select_option("manual")
    rows = page.locator("#nodes .row:visible")
    assert rows.evaluate_all("all => all.map(each => each.dataset.node)") == [
        "make_00_05",
        "make_01_05",
    ]
    rows.first.locator("> summary").click()
    assert "src/pkg/nodes.py" in rows.first.inner_text()


@pytest.mark.parametrize("section", ["datasets", "parameters"])
def test_catalog_and_parameters_stand_side_by_side(show, section):
    page = show(sample())
    row = page.locator(f"#{section} .row").first
    row.locator("> summary").click()
    assert row.locator(".pair .side").count() == 2
    assert row.locator(".source").count() == 2


# --- eyes, ears and paper ---------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [420, 1440])
def test_the_page_fits_and_can_be_read(show, width, scheme):
    """No sideways scrolling, no white boxes in the dark, and contrast of at least 4.5."""
    page = show(sample(), viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    click(box(page, "kedro", FIRST))
    for section in ("nodes", "datasets"):
        page.locator(f"#{section} .row > summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    faint = page.evaluate(CONTRAST)
    assert faint == []
    if scheme == "dark":
        assert page.evaluate(BRIGHT) == []


def test_long_names_make_the_page_no_wider(show):
    page = show(sample(evil="_" + "x" * 200), viewport={"width": 420, "height": 800})
    page.get_by_role("button", name="Unfold all").click()
    click(page.locator(".pane[data-side=kedro] .box.node").first)
    for section in ("nodes", "datasets", "parameters"):
        page.locator(f"#{section} .row > summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 420


# Colours as numbers, whatever the notation: the browser paints them.
PAINT = """
  const pen = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const over = (under, colour) => {
    pen.fillStyle = `rgb(${under})`; pen.fillRect(0, 0, 1, 1);
    pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (each) => over(each.parentElement ? ground(each.parentElement) : [255, 255, 255], getComputedStyle(each).backgroundColor);
"""
CONTRAST = (
    "() => {"
    + PAINT
    + """
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const hasText = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll('body *:not(svg *, script, .none *)')]
    .filter((each) => hasText(each) && each.checkVisibility())
    .map((each) => [each, ratio(ground(each), over(ground(each), getComputedStyle(each).color))])
    .filter(([, found]) => found < 4.5).map(([each, found]) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 30)} ${found.toFixed(2)}`);
}"""
)
BRIGHT = (
    "() => {"
    + PAINT
    + """
  const filled = [...document.querySelectorAll('.drawing rect')].filter((each) => each.checkVisibility());
  const pale = (rgb) => rgb.every((c) => c > 150);
  return [...filled.map((each) => over([0, 0, 0], getComputedStyle(each).fill)),
    ...[...document.querySelectorAll('body *')].map(ground)].filter(pale);
}"""
)


def test_everything_that_can_be_used_has_a_name(show):
    page = show(sample())
    click(box(page, "kedro", FIRST))
    nameless = """() => [...document.querySelectorAll('button, input, select, a, [role=button], pre[tabindex]')]
      .filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim() || each.labels?.[0]?.textContent.trim()))
      .map((each) => each.outerHTML)"""
    assert page.evaluate(nameless) == []
    assert page.locator("html").get_attribute("lang") == "en"


def test_paper_has_the_lists_and_no_tools(show):
    page = show(sample())
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden() and page.locator("#graphs .tools").is_hidden()
    assert page.locator("#checks .item").first.is_visible()
    assert page.locator(".pane[data-side=kedro]").is_visible()


# --- what a hostile project can do ------------------------------------------------------------


@pytest.mark.parametrize(
    "evil", [EVIL, "'\"><svg onload=alert(1)>", "]]>--><b>", "\u202e{{x}}\u2028"]
)
def test_hostile_names_are_only_text(show, evil):
    page = show(sample(evil=evil))
    for side, name in (("kedro", "make"), ("hamilton", "table")):
        name = f"{name}_00_00{evil}"
        found = page.locator(f".pane[data-side={side}] .box.node").first
        click(found)
        assert page.locator(f"{PANEL} h3").text_content() == name
    for each in page.locator("details").all():
        each.evaluate("each => { each.open = true }")
    page.locator("#find").fill(evil)
    assert page.locator("img, b:not(#summary b), script:not([id], [type=module])").count() == 0
    assert (
        page.evaluate("document.querySelectorAll('svg').length")
        == 2 + page.locator("#summary svg, #graphs > svg").count()
    )
