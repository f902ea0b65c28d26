#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "document/node.hpp"
#include "report/html_waveform.hpp"
#include "report/json_text.hpp"
#include "result/result.hpp"

/// What the page draws, as compact JSON. Everything that takes arithmetic over many rows is done here, so that the
/// page is small and opens fast; the page only formats and draws. Texts that exist in both languages are pairs
/// [English, Korean]; times are seconds from the start of the scenario.
namespace aif {

/// Letters of a name, a key or a value that reach the page.
inline constexpr std::size_t name_limit = 80;

/// The whole model of one report or comparison. A waveform goes with a single result.
std::string report_model(const std::vector<Result>& results, const Catalog& catalog, const Waveform& waveform = {});

// Its parts; each writes members into the object that is open.

/// Headline, provenance, totals, operators, sites, pools, workloads, ledger, training steps.
void write_totals(JsonText& json, const Result& result);
/// Power, utilisation and caps over time, and sums by calendar month. Nothing if the result has no series.
void write_series(JsonText& json, const Result& result);
/// Jobs as lanes, bars and waiting times; faults over time. Nothing if the result has no jobs or events.
void write_jobs(JsonText& json, const Result& result);
/// How totals spread over the replications of a run, by their path in result.json; nothing without replications.
void write_uncertainty(JsonText& json, const Result& result);
/// Where sites are, what was assumed, and every number of the catalog with its origin.
void write_inputs(JsonText& json, const Node& scenario, const Catalog& catalog);
/// Inputs in which scenarios differ, a row per path with a cell per scenario.
void write_differences(JsonText& json, const std::vector<Node>& scenarios);

/// The resolved scenario of a result as a document; null if it cannot be read.
Node resolved_document(const Result& result);

/// A text in both languages.
void write_pair(JsonText& json, std::string_view name, const std::string& english, const std::string& korean);

}  // namespace aif
