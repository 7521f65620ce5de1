"""Lists of facilities that others made: cleaned copies of ICE's, registries, geocoded addresses. They never mix with ICE's own."""

from __future__ import annotations

from collections.abc import Iterable

from clerestory.sdk import Column, Table, columns
from clerestory.sources.ice_facilities.lists import COLUMNS

_AVERAGE = "an average"
_CODE = "detloc | | detention_facility_code | Code of the facility in ICE's systems."
_CANON = """
canonical_id    | | | The compiler's own number of the facility.
canonical_name  | | | Name that the compiler uses.
canonical_city  | | | City that the compiler uses.
canonical_state | | | State that the compiler uses.
"""
_POINT = """
latitude  | number | lat  | Latitude of the facility. | degrees | a place
longitude | number | lon; lng; long | Longitude of the facility. | degrees | a place
"""
_PANEL = (
    "\n".join(
        f"{name} | number | | {meaning} | {unit} | {_AVERAGE}"
        for name, meaning, unit in (
            ("adp", "Average daily population of the fiscal year.", "persons"),
            ("facility_average_length_of_stay_alos", "Average length of stay.", "days"),
            *((f"adp_detainee_classification_level_{x}", f"The same of classification level {x.upper()}.", "persons") for x in "abcd"),
            *(
                (f"adp_criminality_{sex}_{x}crim", f"The same, {sex}, {'no ' if x else ''}conviction.", "persons")
                for sex in ("male", "female")
                for x in ("", "non_")
            ),
            *((f"adp_ice_threat_level_{x}", f"The same of threat level {x}.", "persons") for x in "123"),
            ("adp_no_ice_threat_level", "The same without threat level.", "persons"),
            ("adp_mandatory", "The same in mandatory detention.", "persons"),
            ("sum_classification_levels", "Sum of the levels, as computed.", "persons"),
            ("sum_criminality_levels", "Sum by criminality, as computed.", "persons"),
            ("sum_threat_levels", "Sum of the threat levels, as computed.", "persons"),
            ("share_non_crim", "Share without conviction.", ""),
            ("share_no_threat", "Share without threat level.", ""),
        )
    )
    + "\n"
    + "\n".join(
        f"inspections_{name} | | | {'Guaranteed minimum of beds' if 'guaranteed' in name else name.replace('_', ' ').capitalize()}, as the year's list has it."
        for name in (
            "guaranteed_minimum",
            *(f"{which}_{what}" for which in ("last_inspection", "second_to_last_inspection") for what in ("type", "standard", "date")),
            "last_inspection_rating_final",
            "second_to_last_inspection_rating",
            "odo_inspection_end_date",
            "odo_last_inspection_standard",
            "odo_final_rating",
            "last_nakamoto_inspection_standard",
            "last_nakamoto_inspection_rating_final",
            "last_nakamoto_inspection_date",
            "second_to_last_nakamoto_inspection_type",
            "second_to_last_nakamoto_inspection_standard",
            "second_to_last_nakamoto_inspection_date",
            "last_inspection_end_date",
            "pending_inspection",
            "last_final_rating",
        )
    )
)


def _table(name: str, title: str, unit: str, *text: str, more: Iterable[Column] = ()) -> Table:
    return Table(
        f"derived_{name}",
        title=title,
        unit=unit,
        duplicates="kept, as compiled",
        columns=(*columns("\n".join(text), sums="a number of the compiler's"), *more),
    )


_ADDRESS = """
address | | | Street address of the facility.
city    | | | City of the facility.
state   | | | State of the facility.
zip     | | | ZIP code of the facility.
"""

TABLES = (
    _table("facility_list", "Cleaned copies of ICE's lists of facilities", "facility of one list", more=COLUMNS),
    _table("carwilb_facilities", "Registry of facilities (CarwilB)", "facility", _CANON),
    _table(
        "carwilb_names",
        "Names of facilities and the registry's number (CarwilB)",
        "name of a facility",
        "facility_id | | | Number of the name.",
        _CANON,
        "facility_name | | | Name as a list has it.\nfacility_city | | | City as the list has it.\nfacility_state | | | State as the list has it.",
    ),
    _table(
        "carwilb_codes",
        "Codes of facilities and the registry's number (CarwilB)",
        "code of a facility",
        "canonical_id | | | The compiler's own number of the facility.",
        _CODE,
        "detloc_source | | | List that the code was found in.\nddp_role | | | Whether it is the only code of the facility.",
    ),
    _table(
        "carwilb_contractors",
        "Who manages which facility, fiscal 2026 (CarwilB)",
        "facility",
        "name | | Facility Name | Facility as named.\nlocation | | Location | City and state.",
        "management | text:organisation | Management | Firm or agency that manages the facility.",
    ),
    _table(
        "carwilb_holds",
        "Hold rooms and other short-stay places (CarwilB)",
        "place",
        "canonical_id | | | The compiler's own number.\ncanonical_name | | | Name that the compiler uses.",
        _CODE,
        "facility_type | | | Kind of place.\nfacility_type_wiki | | | Kind of place, in words.\ncounty | | | County.\naor | | | Area of responsibility.",
        _ADDRESS,
        _POINT,
        "first_use | date | date_first_use | First day of use.\nlast_use | date | date_last_use | Last day of use.",
        "address_source | | | Where the address was found.",
    ),
    _table(
        "carwilb_panel",
        "Facilities by fiscal year (CarwilB)",
        "facility in one fiscal year, in one list",
        "fiscal_year | | | Fiscal year, as FY10.\ncanonical_id | | | The compiler's own number.\ncanonical_name | | | Name that the compiler uses.",
        _CODE,
        "name | | facility_name | Name as listed.\ncity | | facility_city | City.\nstate | | facility_state | State.",
        "address | | facility_address | Street address.\nzip | | facility_zip | ZIP code.\naor | | facility_aor | Area of responsibility.",
        "type_detailed | | facility_type_detailed | Kind of contract.\nsex | | facility_male_female | Sexes held.",
        "facility_type_wiki | | | Kind of facility, in words.\nlist | | source | List that the line comes from.",
        _PANEL,
    ),
    _table(
        "carwilb_fy25",
        "Facilities in fiscal 2025, from daily counts (CarwilB)",
        "facility",
        _CODE,
        "name | | detention_facility | Facility as named.\nstate | | | State.\nn_days | integer | | Days of the year. | days",
        *(
            f"{name} | number | | {meaning} | persons | {_AVERAGE}"
            for name, meaning in (
                ("adp_total", "Mean of persons held at any time of the day."),
                ("adp_midnight", "Mean of persons held at midnight."),
                ("adp_male", "Mean of men held."),
                ("adp_female", "Mean of women held."),
                ("adp_convicted_criminal", "Mean of persons with a conviction."),
                ("adp_non_criminal", "Mean of persons without."),
                ("adp_possibly_under_18", "Mean of persons who may be under 18."),
                ("share_non_crim", "Share without conviction."),
                ("share_female", "Share of women."),
            )
        ),
        "peak_population | integer | | Most persons held on a day. | persons | a maximum\npeak_date | date | | Day of the peak.",
    ),
    _table(
        "ddp_facility_places",
        "Places of facilities, October 2025 (Deportation Data Project)",
        "facility",
        _CODE,
        "name | | detention_facility_name | Facility as named.\nuncertainty | text:screened | | What is uncertain about the place.",
        "address | | | Street address.\ncity | | | City.\nstate | | | State.",
        _POINT,
    ),
    _table(
        "marshall_facilities",
        "Facilities with their places (The Marshall Project)",
        "facility",
        "detloc | | DETLOC | Code of the facility in ICE's systems.\nname | | Name | Facility as named.\ncounty | | County | County.",
        _ADDRESS,
        "aor | | AOR | Area of responsibility.",
        "last_use | date_dmy | Date of Last Use | Last day of use, day first.\nfirst_use | date_dmy | Date of First Use | First day of use, day first.",
        _POINT,
    ),
    _table(
        "uwchr_new_codes",
        "Codes first seen in June 2025, looked up (UWCHR)",
        "facility",
        _CODE,
        "name | | detention_facility | Facility as named.\naddress | | | Address as found.\nstate | | | State.\naor | | | Area of responsibility.",
        "type | | | Kind of facility.\noperator | text:organisation | | Who runs it.\nnote | text:screened | | Remark of the compiler.",
    ),
    _table(
        "uwchr_facilities",
        "Facilities put together from several lists, geocoded in one generation (UWCHR)",
        "facility",
        "detloc | | | Code of the facility in ICE's systems.\nname | | | Facility as named.\ncounty | | | County.",
        _ADDRESS,
        "circuit | | | Federal circuit.\naor | | | Area of responsibility.\ndocket | | | Docket control office.",
        "type | | | Kind, in short.\ntype_detailed | | | Kind, in full.\nauthorizing_authority | | | Unit that authorised it.\ncapacity | | | Beds, or AS NEEDED.",
        "guaranteed_minimum | | | Beds paid for in any case.\nlast_use | date | date_of_last_use | Last day of use.\nfirst_use | date | date_of_first_use | First day of use.",
        "over_72 | boolean | | Whether it may hold for more than 72 hours.\ndmcp_auth | boolean | | Whether the detention programme authorised it.",
        _POINT,
        "formatted_address | | | Address as the geocoder writes it.\nplace_id | | | Number of the place at the geocoder.\ntypes | | | Kind of place at the geocoder.",
        "partial_match | boolean | | Whether the geocoder matched only a part.\npostcode_localities | | | Localities of the ZIP code.\n"
        "location_type | | geometry.location_type | How exact the place is.\ncompound_code | | plus_code.compound_code | Code of the place, with its locality.\n"
        "global_code | | plus_code.global_code | Code of the place.",
        *(
            f"{box}_{corner}_{axis} | number | geometry.{box}.{corner}.{axis} | Corner of the geocoder's {box}. | degrees | a place"
            for box in ("viewport", "bounds")
            for corner in ("northeast", "southwest")
            for axis in ("lat", "lng")
        ),
        *(f"location_{axis} | number | geometry.location.{axis} | Place again, unrounded. | degrees | a place" for axis in ("lat", "lng")),
    ),
)

PUBLISHERS = {
    "carwilb": "CarwilB",
    "ddp": "Deportation Data Project",
    "marshall": "Marshall Project (news organization)",
    "uwchr": "University of Washington Center for Human Rights",
}
