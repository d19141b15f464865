"""What results come to: figures of a session, ranks, an athlete's weeks, the end card, reports."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.deps import Panel, PanelHere
from api.models_results import BoardList, CardDoc, LineList, PraiseDoc, SummaryList, TeamDoc
from api.problems import PROBLEMS
from api.routes.exports import NamesHere
from trainer.errors import FileError, Refused
from trainer.exports.names import Names
from trainer.report.gather import athlete_page, lines_of, session_card, session_page, sprints
from trainer.report.pdf import find_browser, print_pdf
from trainer.report.told import praised, told_team
from trainer.reps import read_reps
from trainer.results.gains import turn_ns
from trainer.results.leaderboard import boards
from trainer.results.summary import cover_ns, measured_ns, summaries
from trainer.store.results import Filter
from trainer.words import words

router = APIRouter(tags=["results"], responses=PROBLEMS)

Language = Literal["en", "de"]
Form = Literal["html", "pdf"]
FormHere = Annotated[
    Form, Query(alias="format", description="pdf: printed by the Chromium that is on the unit, never beside a run")
]
Followed = Literal["measured", "cover", "turn"]
TIMES = {"measured": measured_ns, "cover": cover_ns, "turn": turn_ns}
SHEETS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}, "application/pdf": {}}, "description": "the report"}
}
SHEET = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of a report: it brings its own style, and fetches nothing."""


@router.get("/sessions/{session}/summary", operation_id="getSummary", response_model=SummaryList)
def get_summary(session: str, panel: PanelHere) -> SummaryList:
    """What each athlete's reps of a session come to: counts first, then times, what may not be mixed side by side."""
    found = summaries(read_reps(panel.store, Filter(session=session)), sprints(panel.store))
    return SummaryList(summaries=list(found))


@router.get("/sessions/{session}/ranks", operation_id="getRanks", response_model=BoardList)
def get_ranks(session: str, panel: PanelHere) -> BoardList:
    """The best hit of each athlete of a session, ranked on the same terms; those closer than can be told share a
    rank."""
    return BoardList(boards=list(boards(read_reps(panel.store, Filter(session=session)))))


@router.get("/drills/{drill}/ranks", operation_id="getDrillRanks", response_model=BoardList)
def get_drill_ranks(drill: str, panel: PanelHere) -> BoardList:
    """The same over all sessions of a drill."""
    return BoardList(boards=list(boards(read_reps(panel.store, Filter(drill=drill)))))


@router.get("/athletes/{athlete}/progress", operation_id="getProgress", response_model=LineList)
def get_progress(athlete: str, panel: PanelHere, of: Followed = "measured") -> LineList:
    """An athlete's session medians on the same terms, with what of a change is noise, bests, and side differences.

    ``of``: the time that answers the cue, the whole way, or the turn."""
    return LineList(lines=list(lines_of(panel.store, athlete, TIMES[of])))


@router.get("/sessions/{session}/card", operation_id="getCard", response_model=CardDoc)
def get_card(session: str, panel: PanelHere, language: Language = "en") -> CardDoc:
    """The end card of a session: three gains of the team, one praise for each child."""
    found, say = session_card(panel.store, session), words(language)
    return CardDoc(
        session=session,
        team=[TeamDoc(kind=gain.kind, text=told_team(gain, say)) for gain in found.team],
        praise=[
            PraiseDoc(athlete_id=athlete.id, athlete=athlete.name, kind=gain.kind, text=praised(gain, say))
            for athlete, gain in found.praise
        ],
    )


@router.get(
    "/sessions/{session}/report", operation_id="getSessionReport", response_class=HTMLResponse, responses=SHEETS
)
def get_session_report(
    session: str, panel: PanelHere, language: Language = "en", names: NamesHere = False, form: FormHere = "html"
) -> Response:
    """The report of a session: one HTML file that prints on A4, or that as PDF."""
    return _sheet(panel, session_page(panel.store, session, Names(wanted=names), language), form)


@router.get(
    "/athletes/{athlete}/report", operation_id="getAthleteReport", response_class=HTMLResponse, responses=SHEETS
)
def get_athlete_report(
    athlete: str, panel: PanelHere, language: Language = "en", names: NamesHere = False, form: FormHere = "html"
) -> Response:
    """The report of an athlete: one HTML file that prints on A4, or that as PDF."""
    return _sheet(panel, athlete_page(panel.store, athlete, Names(wanted=names), language), form)


def _sheet(panel: Panel, page: str, form: Form) -> Response:
    if form == "html":
        return HTMLResponse(page, headers={"content-security-policy": SHEET, "cache-control": "no-store"})
    if panel.live.run_is_on:
        raise Refused("A run is on, and a browser beside it would disturb it. Print when it has ended.")
    try:
        pdf = print_pdf(page, find_browser())
    except FileError as exc:
        raise Refused(str(exc).removeprefix("--pdf: ")) from exc
    headers = {"content-disposition": 'attachment; filename="report.pdf"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
