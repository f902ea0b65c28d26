#pragma once

#include "catalog/cost.hpp"
#include "catalog/environment.hpp"
#include "result/result.hpp"
#include "scenario/site.hpp"

namespace aif {

/// What a site costs over a period.
///
/// What it computes  what is bought, the share of it that a period pays, upkeep, and embodied carbon
/// Equation     machines = sum over pools of nodes price_node fx (1 + installation)                        (1)
///              fabric = (switches price + optics price) fx (1 + installation)                             (2)
///              building = feed price_building                                                             (3)
///              capital = sum of bought a(r, life) t,   a(r, n) = r / (1 - (1 + r)^-n), 1 / n for r = 0     (4)
///              upkeep = rate sum of bought t                                                              (5)
///              embodied = sum of nodes e_node + feed e_building;  per period  e t / life                   (6)
///              low, high: every price, rate and life at the favourable or unfavourable end of its range    (7)
/// Symbols      t [yr] time simulated; machines delivered later pay from then on; fx [KRW/USD]; r interest; n, life
///              [yr]
/// Valid for    real money of one year; straight replacement of what is paid off
/// Not modelled falling prices, resale, tax, subsidies, connection cost, software, storage beyond installation;
///              embodied carbon of the fabric
/// Source       the cost entry of the catalog, prices and embodied carbon of systems, switches, optics
/// Checked by   tests/unit/cost/cost_test.cpp
CostTotals site_cost(const SiteSpec& site, const CostSpec& rates, const GridSpec& grid, ZonedInstant start,
                     Duration period, Money bill);

/// a(r, n) of equation (4), per year.
double annuity(double interest, double life_years);

}  // namespace aif
