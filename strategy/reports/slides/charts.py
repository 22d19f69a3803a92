"""Native PowerPoint charts: their figures open in a sheet, and anyone can edit them."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Inches, Pt

from strategy.charts.palette import LIGHT, READING_ORDER
from strategy.domain.items import Signal
from strategy.exchange.spreadsheets import sheet_of
from strategy.reports.publication.report import PillarPart
from strategy.reports.slides.fit import shortened

Box = tuple[float, float, float, float]

_LONGEST_NAME = 34
_SMALL, _NORMAL = Pt(13), Pt(16)


def add_states(slide: Slide, pillars: Sequence[PillarPart], box: Box, locale: str) -> GraphicFrame:
    """Add a chart of the number of goals with each signal, per pillar."""
    counts = [
        {Signal(part.state.signal): (part.count, part.state) for part in pillar.bar.slices}
        for pillar in pillars
    ]
    data = CategoryChartData(number_format="0")
    data.categories = [_name(pillar) for pillar in pillars]
    shown = [signal for signal in READING_ORDER if any(signal in count for count in counts)]
    for signal in shown:
        state = next(count[signal][1] for count in counts if signal in count)
        data.add_series(
            f"{state.symbol} {state.word}",
            [count[signal][0] if signal in count else 0 for count in counts],
        )
    frame = _add(slide, XL_CHART_TYPE.BAR_STACKED, data, box, locale)
    chart = frame.chart
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    for signal, series in zip(shown, chart.plots[0].series, strict=True):
        ink = LIGHT.ink(signal)
        _paint(series, ink.fill, edge=ink.edge)
        symbol = series.name.partition(" ")[0]
        # The symbol beside the figure means the same as the colour; zero is not shown.
        _label(series, f'0" {symbol}";;;', ink.on_fill)
    chart.value_axis.visible = False
    return frame


def add_figures(
    slide: Slide,
    pillars: Sequence[PillarPart],
    box: Box,
    locale: str,
) -> GraphicFrame:
    """Add a chart of activity and effect in each pillar, where they are known."""
    data = CategoryChartData(number_format="0%")
    data.categories = [_name(pillar) for pillar in pillars]
    data.add_series(pillars[0].activity.label, [pillar.activity.share for pillar in pillars])
    data.add_series(pillars[0].effect.label, [pillar.effect.share for pillar in pillars])
    frame = _add(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, box, locale)
    chart = frame.chart
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, -5
    for colour, series in zip((LIGHT.activity, LIGHT.effect), chart.plots[0].series, strict=True):
        _paint(series, colour)
        _label(series, _percent(locale), LIGHT.text, outside=True)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 1, 0.25
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = (
        _percent(locale),
        False,
    )
    axis.format.line.fill.background()
    return frame


def _add(
    slide: Slide, kind: XL_CHART_TYPE, data: CategoryChartData, box: Box, locale: str
) -> GraphicFrame:
    frame: GraphicFrame = slide.shapes.add_chart(kind, *map(Inches, box), data)
    chart: Chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(data))
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = _NORMAL
    chart.font.size, chart.font.color.rgb = _SMALL, _rgb(LIGHT.text)
    axis = chart.category_axis
    # The first pillar is at the top, where readers begin.
    axis.reverse_order = True
    axis.tick_labels.font.size = _NORMAL
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.color.rgb = _rgb(LIGHT.border)
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    _set_language(chart, locale)
    return frame


def _sheet(data: CategoryChartData) -> bytes:
    """Return the sheet that opens behind a chart, laid out as python-pptx refers to it.

    The sheet python-pptx makes itself would turn a pillar called "=1+1" into a formula, and an
    address into a link.
    """
    names = (category.label for category in data.categories)
    head = ("", *(series.name for series in data))
    columns = zip(names, *(series.values for series in data), strict=True)
    return sheet_of((head, *columns), title="Sheet1", figures=data.number_format)


def _set_language(chart: Chart, locale: str) -> None:
    space = chart._chartSpace  # noqa: SLF001 - python-pptx has no other way
    after = sum(1 for each in space if each.tag.endswith(("}date1904",)))
    space.insert(after, parse_xml(f'<c:lang {nsdecls("c")} val="{locale}"/>'))


def _paint(series: BarSeries, fill: str, *, edge: str = "") -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb(fill)
    series.invert_if_negative = False
    if edge:
        series.format.line.color.rgb, series.format.line.width = _rgb(edge), Pt(1)


def _label(series: BarSeries, number_format: str, colour: str, *, outside: bool = False) -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.font.size, labels.font.bold, labels.font.color.rgb = _SMALL, True, _rgb(colour)
    labels.position = XL_LABEL_POSITION.OUTSIDE_END if outside else XL_LABEL_POSITION.CENTER


def _percent(locale: str) -> str:
    return "0%" if locale == "en-GB" else "0\\ %"


def _name(pillar: PillarPart) -> str:
    return shortened(pillar.title, _LONGEST_NAME)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])
