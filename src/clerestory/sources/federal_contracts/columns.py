"""The columns of contract transactions (259) and award summaries (286), as USAspending.gov names them.

One word a column, in the order of the file, with a letter for what is done with it. What describes the owner of a firm (race, sex, service, that a
firm is one person's) describes a person wherever the firm is a sole trader: dropped, like pay, names of officers, telephones and street addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from clerestory.sdk import Column, Protection, identifier

ACTIONS = """
award_id_piid modification_number transaction_number parent_award_agency_id parent_award_agency_name parent_award_id parent_award_modification_number
federal_action_obligation:n base_and_exercised_options_value:m current_total_value_of_award:m base_and_all_options_value:m
potential_total_value_of_award:m action_date:d period_of_performance_start_date:d period_of_performance_current_end_date:d
period_of_performance_potential_end_date:d ordering_period_end_date:d awarding_agency_code awarding_agency_name awarding_sub_agency_code
awarding_sub_agency_name awarding_office_code awarding_office_name funding_agency_code funding_agency_name funding_sub_agency_code
funding_sub_agency_name funding_office_code funding_office_name foreign_funding foreign_funding_description sam_exception sam_exception_description
recipient_duns recipient_name:o recipient_doing_business_as_name:o cage_code recipient_parent_name:o recipient_parent_duns recipient_country_code
recipient_country_name recipient_address_line_1:x recipient_address_line_2:x recipient_city_name recipient_state_code recipient_state_name
recipient_zip_4_code:x recipient_congressional_district recipient_phone_number:x recipient_fax_number:x primary_place_of_performance_country_code
primary_place_of_performance_country_name primary_place_of_performance_city_name primary_place_of_performance_county_name
primary_place_of_performance_state_code primary_place_of_performance_state_name primary_place_of_performance_zip_4
primary_place_of_performance_congressional_district award_or_idv_flag award_type_code:c award_type idv_type_code:c idv_type
multiple_or_single_award_idv_code:c multiple_or_single_award_idv type_of_idc_code:c type_of_idc type_of_contract_pricing_code:c
type_of_contract_pricing award_description:s action_type_code:c action_type solicitation_identifier number_of_actions:i product_or_service_code
product_or_service_code_description contract_bundling_code:c contract_bundling dod_claimant_program_code:c dod_claimant_program_description
naics_code:c naics_description recovered_materials_sustainability_code:c recovered_materials_sustainability domestic_or_foreign_entity_code:c
domestic_or_foreign_entity dod_acquisition_program_code:c dod_acquisition_program_description information_technology_commercial_item_category_code:c
information_technology_commercial_item_category epa_designated_product_code:c epa_designated_product country_of_product_or_service_origin_code:c
country_of_product_or_service_origin place_of_manufacture_code:c place_of_manufacture subcontracting_plan_code:c subcontracting_plan
extent_competed_code:c extent_competed solicitation_procedures_code:c solicitation_procedures type_of_set_aside_code:c type_of_set_aside
evaluated_preference_code:c evaluated_preference research_code:c research fair_opportunity_limited_sources_code:c fair_opportunity_limited_sources
other_than_full_and_open_competition_code:c other_than_full_and_open_competition number_of_offers_received:i
commercial_item_acquisition_procedures_code:c commercial_item_acquisition_procedures small_business_competitiveness_demonstration_program:b
commercial_item_test_program_code:c commercial_item_test_program a76_fair_act_action_code:c a76_fair_act_action fed_biz_opps_code:c fed_biz_opps
local_area_set_aside_code:c local_area_set_aside price_evaluation_adjustment_preference_percent_difference:m clinger_cohen_act_planning_code:c
clinger_cohen_act_planning materials_supplies_articles_equipment_code:c materials_supplies_articles_equipment labor_standards_code:c labor_standards
construction_wage_rate_requirements_code:c construction_wage_rate_requirements interagency_contracting_authority_code:c
interagency_contracting_authority other_statutory_authority:s program_acronym:s parent_award_type_code:c parent_award_type
parent_award_single_or_multiple_code:c parent_award_single_or_multiple major_program:s national_interest_action_code:c national_interest_action
cost_or_pricing_data_code:c cost_or_pricing_data cost_accounting_standards_clause_code:c cost_accounting_standards_clause gfe_gfp_code:c gfe_gfp
sea_transportation_code:c sea_transportation undefinitized_action_code:c undefinitized_action consolidated_contract_code:c consolidated_contract
performance_based_service_acquisition_code:c performance_based_service_acquisition multi_year_contract_code:c multi_year_contract
contract_financing_code:c contract_financing purchase_card_as_payment_method_code:c purchase_card_as_payment_method
contingency_humanitarian_or_peacekeeping_operation_code:c contingency_humanitarian_or_peacekeeping_operation
alaskan_native_owned_corporation_or_firm:b american_indian_owned_business:x indian_tribe_federally_recognized:b native_hawaiian_owned_business:x
tribally_owned_business:b veteran_owned_business:x service_disabled_veteran_owned_business:x woman_owned_business:x women_owned_small_business:x
economically_disadvantaged_women_owned_small_business:x joint_venture_women_owned_small_business:x
joint_venture_economic_disadvantaged_women_owned_small_bus:x minority_owned_business:x subcontinent_asian_asian_indian_american_owned_business:x
asian_pacific_american_owned_business:x black_american_owned_business:x hispanic_american_owned_business:x native_american_owned_business:x
other_minority_owned_business:x contracting_officers_determination_of_business_size contracting_officers_determination_of_business_size_code:c
emerging_small_business:b community_developed_corporation_owned_firm:b labor_surplus_area_firm:b us_federal_government:b
federally_funded_research_and_development_corp:b federal_agency:b us_state_government:b us_local_government:b city_local_government:b
county_local_government:b inter_municipal_local_government:b local_government_owned:b municipality_local_government:b
school_district_local_government:b township_local_government:b us_tribal_government:b foreign_government:b organizational_type
corporate_entity_not_tax_exempt:b corporate_entity_tax_exempt:b partnership_or_limited_liability_partnership:b sole_proprietorship:x
small_agricultural_cooperative:b international_organization:b us_government_entity:b community_development_corporation:b domestic_shelter:b
educational_institution:b foundation:b hospital_flag:b manufacturer_of_goods:b veterinary_hospital:b hispanic_servicing_institution:b
receives_contracts:b receives_grants:b receives_contracts_and_grants:b airport_authority:b council_of_governments:b
housing_authorities_public_tribal:b interstate_entity:b planning_commission:b port_authority:b transit_authority:b subchapter_scorporation:b
limited_liability_corporation:b foreign_owned_and_located:b for_profit_organization:b nonprofit_organization:b other_not_for_profit_organization:b
the_ability_one_program:b number_of_employees:i annual_revenue:m private_university_or_college:b state_controlled_institution_of_higher_learning:b
1862_land_grant_college:b 1890_land_grant_college:b 1994_land_grant_college:b minority_institution:b historically_black_college:b tribal_college:b
alaskan_native_servicing_institution:b native_hawaiian_servicing_institution:b school_of_forestry:b veterinary_college:b dot_certified_disadvantage:b
self_certified_small_disadvantaged_business:b small_disadvantaged_business:b c8a_program_participant:b
historically_underutilized_business_zone_hubzone_firm:b sba_certified_8a_joint_venture:b last_modified_date:d fiscal_year:i
"""

AWARDS = """
contract_award_unique_key award_id_piid parent_award_agency_id parent_award_agency_name parent_award_id_piid disaster_emergency_fund_codes
outlayed_amount_from_COVID-19_supplementals:m obligated_amount_from_COVID-19_supplementals:m outlayed_amount_from_IIJA_supplemental:m
obligated_amount_from_IIJA_supplemental:m total_obligated_amount:m total_outlayed_amount:m current_total_value_of_award:m
potential_total_value_of_award:m award_base_action_date:d award_base_action_date_fiscal_year:i award_latest_action_date:d
award_latest_action_date_fiscal_year:i period_of_performance_start_date:d period_of_performance_current_end_date:d
period_of_performance_potential_end_date:d ordering_period_end_date:d solicitation_date:d awarding_agency_code awarding_agency_name
awarding_sub_agency_code awarding_sub_agency_name awarding_office_code awarding_office_name funding_agency_code funding_agency_name
funding_sub_agency_code funding_sub_agency_name funding_office_code funding_office_name treasury_accounts_funding_this_award
federal_accounts_funding_this_award object_classes_funding_this_award program_activities_funding_this_award foreign_funding
foreign_funding_description sam_exception sam_exception_description recipient_uei recipient_duns recipient_name:o recipient_name_raw:o
recipient_doing_business_as_name:o cage_code recipient_parent_uei recipient_parent_duns recipient_parent_name:o recipient_parent_name_raw:o
recipient_country_code recipient_country_name recipient_address_line_1:x recipient_address_line_2:x recipient_city_name
prime_award_summary_recipient_county_fips_code recipient_county_name prime_award_summary_recipient_state_fips_code recipient_state_code
recipient_state_name recipient_zip_4_code:x prime_award_summary_recipient_cd_original prime_award_summary_recipient_cd_current
recipient_phone_number:x recipient_fax_number:x primary_place_of_performance_country_code primary_place_of_performance_country_name
primary_place_of_performance_city_name prime_award_summary_place_of_performance_county_fips_code primary_place_of_performance_county_name
prime_award_summary_place_of_performance_state_fips_code primary_place_of_performance_state_code primary_place_of_performance_state_name
primary_place_of_performance_zip_4 prime_award_summary_place_of_performance_cd_original prime_award_summary_place_of_performance_cd_current
award_or_idv_flag award_type_code:c award_type idv_type_code:c idv_type multiple_or_single_award_idv_code:c multiple_or_single_award_idv
type_of_idc_code:c type_of_idc type_of_contract_pricing_code:c type_of_contract_pricing prime_award_base_transaction_description:s
solicitation_identifier number_of_actions:i inherently_governmental_functions inherently_governmental_functions_description product_or_service_code
product_or_service_code_description contract_bundling_code:c contract_bundling dod_claimant_program_code:c dod_claimant_program_description
naics_code:c naics_description recovered_materials_sustainability_code:c recovered_materials_sustainability domestic_or_foreign_entity_code:c
domestic_or_foreign_entity dod_acquisition_program_code:c dod_acquisition_program_description information_technology_commercial_item_category_code:c
information_technology_commercial_item_category epa_designated_product_code:c epa_designated_product country_of_product_or_service_origin_code:c
country_of_product_or_service_origin place_of_manufacture_code:c place_of_manufacture subcontracting_plan_code:c subcontracting_plan
extent_competed_code:c extent_competed solicitation_procedures_code:c solicitation_procedures type_of_set_aside_code:c type_of_set_aside
evaluated_preference_code:c evaluated_preference research_code:c research fair_opportunity_limited_sources_code:c fair_opportunity_limited_sources
other_than_full_and_open_competition_code:c other_than_full_and_open_competition number_of_offers_received:i
commercial_item_acquisition_procedures_code:c commercial_item_acquisition_procedures small_business_competitiveness_demonstration_program:b
simplified_procedures_for_certain_commercial_items_code simplified_procedures_for_certain_commercial_items a76_fair_act_action_code:c
a76_fair_act_action fed_biz_opps_code:c fed_biz_opps local_area_set_aside_code:c local_area_set_aside
price_evaluation_adjustment_preference_percent_difference:m clinger_cohen_act_planning_code:c clinger_cohen_act_planning
materials_supplies_articles_equipment_code:c materials_supplies_articles_equipment labor_standards_code:c labor_standards
construction_wage_rate_requirements_code:c construction_wage_rate_requirements interagency_contracting_authority_code:c
interagency_contracting_authority other_statutory_authority:s program_acronym:s parent_award_type_code:c parent_award_type
parent_award_single_or_multiple_code:c parent_award_single_or_multiple major_program:s national_interest_action_code:c national_interest_action
cost_or_pricing_data_code:c cost_or_pricing_data cost_accounting_standards_clause_code:c cost_accounting_standards_clause
government_furnished_property_code government_furnished_property sea_transportation_code:c sea_transportation consolidated_contract_code:c
consolidated_contract performance_based_service_acquisition_code:c performance_based_service_acquisition multi_year_contract_code:c
multi_year_contract contract_financing_code:c contract_financing purchase_card_as_payment_method_code:c purchase_card_as_payment_method
contingency_humanitarian_or_peacekeeping_operation_code:c contingency_humanitarian_or_peacekeeping_operation alaskan_native_corporation_owned_firm:b
american_indian_owned_business:x indian_tribe_federally_recognized:b native_hawaiian_organization_owned_firm:b tribally_owned_firm:b
veteran_owned_business:x service_disabled_veteran_owned_business:x woman_owned_business:x women_owned_small_business:x
economically_disadvantaged_women_owned_small_business:x joint_venture_women_owned_small_business:x
joint_venture_economic_disadvantaged_women_owned_small_bus:x minority_owned_business:x subcontinent_asian_asian_indian_american_owned_business:x
asian_pacific_american_owned_business:x black_american_owned_business:x hispanic_american_owned_business:x native_american_owned_business:x
other_minority_owned_business:x contracting_officers_determination_of_business_size contracting_officers_determination_of_business_size_code:c
emerging_small_business:b community_developed_corporation_owned_firm:b labor_surplus_area_firm:b us_federal_government:b
federally_funded_research_and_development_corp:b federal_agency:b us_state_government:b us_local_government:b city_local_government:b
county_local_government:b inter_municipal_local_government:b local_government_owned:b municipality_local_government:b
school_district_local_government:b township_local_government:b us_tribal_government:b foreign_government:b organizational_type
corporate_entity_not_tax_exempt:b corporate_entity_tax_exempt:b partnership_or_limited_liability_partnership:b sole_proprietorship:x
small_agricultural_cooperative:b international_organization:b us_government_entity:b community_development_corporation:b domestic_shelter:b
educational_institution:b foundation:b hospital_flag:b manufacturer_of_goods:b veterinary_hospital:b hispanic_servicing_institution:b
receives_contracts:b receives_financial_assistance:b receives_contracts_and_financial_assistance:b airport_authority:b council_of_governments:b
housing_authorities_public_tribal:b interstate_entity:b planning_commission:b port_authority:b transit_authority:b subchapter_scorporation:b
limited_liability_corporation:b foreign_owned:b for_profit_organization:b nonprofit_organization:b other_not_for_profit_organization:b
the_ability_one_program:b private_university_or_college:b state_controlled_institution_of_higher_learning:b 1862_land_grant_college:b
1890_land_grant_college:b 1994_land_grant_college:b minority_institution:b historically_black_college:b tribal_college:b
alaskan_native_servicing_institution:b native_hawaiian_servicing_institution:b school_of_forestry:b veterinary_college:b dot_certified_disadvantage:b
self_certified_small_disadvantaged_business:b small_disadvantaged_business:b c8a_program_participant:b
historically_underutilized_business_zone_hubzone_firm:b sba_certified_8a_joint_venture:b highly_compensated_officer_1_name:x
highly_compensated_officer_1_amount:x highly_compensated_officer_2_name:x highly_compensated_officer_2_amount:x highly_compensated_officer_3_name:x
highly_compensated_officer_3_amount:x highly_compensated_officer_4_name:x highly_compensated_officer_4_amount:x highly_compensated_officer_5_name:x
highly_compensated_officer_5_amount:x usaspending_permalink last_modified_date:d
"""

PUBLIC, CODE, FLAG, NUMBER, DAY = "", "c", "b", "i", "d"
SUM, MONEY, TEXT, NAME, OWNER = "n", "m", "s", "o", "x"

_RUNNING = "a running total of the award to the day of the file: it stands again, changed, in the next one"
_CEILING = "a ceiling or running total of the whole award, repeated on each of its actions; only obligations add up"
_NOT = {
    "base_and_exercised_options_value": "the agency enters it as a change or as a total; only obligations add up",
    "base_and_all_options_value": "the agency enters it as a change or as a total; only obligations add up",
    "annual_revenue": "a property of the recipient, repeated on each of its actions",
    "price_evaluation_adjustment_preference_percent_difference": "a percentage",
}
_REPEATED = "a property of the recipient or the award, not a count of the row"

MEANINGS = {
    "contract_award_unique_key": "Key of the award on USAspending.gov: CONT_AWD or CONT_IDV, award, agency, parent award and its agency.",
    "award_id_piid": "Procurement instrument identifier of the award, as the agency gave it.",
    "parent_award_id": "Identifier of the contract or schedule under which an order was placed.",
    "parent_award_id_piid": "Identifier of the contract or schedule under which an order was placed.",
    "modification_number": "Number of the modification that the action is; 0 is the award itself.",
    "transaction_number": "Tells apart actions of one modification that the agency reported in parts.",
    "federal_action_obligation": "Money that this action binds (negative: sets free). Not a ceiling, and not money paid.",
    "base_and_exercised_options_value": "Value of the base period and the options used so far, as entered with the action.",
    "base_and_all_options_value": "Value if every option is used, as entered with the action: the ceiling side, not an obligation.",
    "current_total_value_of_award": "Value of the whole award with the options used so far.",
    "potential_total_value_of_award": "Value of the whole award if every option is used: its ceiling.",
    "total_obligated_amount": "All obligations of the award up to the day of the file.",
    "total_outlayed_amount": "Money paid under the award up to the day of the file, where agencies report it.",
    "action_date": "Day on which the action was signed or took effect.",
    "award_base_action_date": "Day of the award's first action.",
    "award_latest_action_date": "Day of the award's latest action.",
    "last_modified_date": "Day on which the record was last changed in the procurement data system.",
    "period_of_performance_start_date": "First day of the work.",
    "period_of_performance_current_end_date": "Last day of the work with the options used so far.",
    "period_of_performance_potential_end_date": "Last day of the work if every option is used.",
    "ordering_period_end_date": "Last day on which orders may be placed.",
    "awarding_sub_agency_code": "Code of the awarding component: 7012 is ICE, 7014 is CBP.",
    "recipient_uei": "Unique entity identifier of the recipient in SAM.gov, in use since April 2022.",
    "recipient_duns": "D-U-N-S number of the recipient, in use until April 2022; leading zeros are lost in some files.",
    "recipient_name": "Legal name of the recipient; masked where it is not evidently an organisation's.",
    "recipient_parent_name": "Name of the firm that owns the recipient.",
    "award_description": "What the contracting office wrote about the action.",
    "prime_award_base_transaction_description": "What the contracting office wrote about the award's first action.",
    "action_type": "What kind of modification the action is.",
    "product_or_service_code": "Product and service code of what is bought.",
    "product_or_service_code_description": "Product or service bought, in the words of its code.",
    "naics_code": "Industry code of the work.",
    "naics_description": "Industry of the work, in the words of its code.",
    "extent_competed": "How far the award was open to competition.",
    "other_than_full_and_open_competition": "Authority for awarding it without full and open competition (sole source).",
    "number_of_offers_received": "Offers received for the award.",
    "fiscal_year": "Fiscal year of the action, October to September.",
    "usaspending_permalink": "Page of the award on USAspending.gov.",
    "annual_revenue": "Yearly revenue in dollars that the recipient registered.",
    "number_of_employees": "Employees that the recipient registered.",
}


def words(block: str) -> Iterator[tuple[str, str]]:
    """(label, letter) of each column of a block, in order."""
    for word in block.split():
        label, _, letter = word.partition(":")
        yield label, letter


def columns(block: str, days: str, seen_as: dict[str, str]) -> tuple[Column, ...]:
    """The columns of a block. ``days``: how days are written; ``seen_as``: other labels of a column."""
    return tuple(_column(label, letter, days, seen_as.get(label)) for label, letter in words(block))


def _column(label: str, letter: str, days: str, other: str | None) -> Column:
    name, plain = identifier(label), label.replace("_", " ")
    labels = (label,) if other is None else (label, other)
    meaning = MEANINGS.get(label, "")
    if letter == SUM:
        return Column(name, "number", meaning, labels, unit="dollars", sums=True)
    if letter == MONEY:
        why = _NOT.get(label) or (_RUNNING if "layed" in label or "obligated" in label else _CEILING)
        unit = "" if "percent" in label else "dollars"
        return Column(name, "number", meaning or f"{plain.capitalize()}.", labels, unit=unit, sums=why)
    if letter == NUMBER:
        return Column(name, "integer", meaning or f"{plain.capitalize()}.", labels, sums=_REPEATED)
    if letter == DAY:
        return Column(name, days, meaning or f"{plain.capitalize()}.", labels)
    if letter == FLAG:
        said = plain.removeprefix("receives ")
        verb = "receives" if said != plain else "is registered as"
        return Column(name, "boolean", f"Whether the recipient {verb}: {said}.", labels)
    kept = {TEXT: Protection.SCREENED, NAME: Protection.ORGANISATION, OWNER: Protection.DROP}
    if letter == CODE:
        plain = f"{plain.removesuffix(' code')}, as a code of the procurement data system"
    return Column(
        name,
        meaning=meaning or f"{plain.capitalize()}.",
        seen_as=labels,
        protection=kept.get(letter, Protection.PUBLIC),
        # X is a code here (not applicable)
        placeholders=frozenset({"nan"}) if letter == CODE or label == "foreign_funding" else None,
    )
