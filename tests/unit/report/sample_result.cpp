#include "sample_result.hpp"

namespace aif::test {
namespace {

void put(UseTimes& uses, Use use, double share, Duration installed) {
  uses[static_cast<std::size_t>(use)] = installed * share;
}
void put(BoundTimes& bounds, Bound bound, double share, Duration installed) {
  bounds[static_cast<std::size_t>(bound)] = installed * share;
}

OperatorResult chips() {
  OperatorResult op;
  op.name = "chips";
  op.title_en = "Chip Works (an example)";
  op.title_ko = "반도체(예시)";
  op.gpus = 50'000;
  const Duration installed = years(50'000);
  put(op.uses, Use::batch, 0.55, installed);
  put(op.uses, Use::training, 0.20, installed);
  put(op.uses, Use::rollback, 0.004, installed);
  put(op.uses, Use::checkpoint, 0.004, installed);
  put(op.uses, Use::restart, 0.002, installed);
  put(op.uses, Use::sessions, 0.02, installed);
  put(op.uses, Use::spare, 0.02, installed);
  put(op.uses, Use::queue_idle, 0.05, installed);
  put(op.uses, Use::demand_idle, 0.14, installed);
  put(op.uses, Use::down, 0.01, installed);
  put(op.bounds, Bound::demand, 0.14, installed);
  put(op.bounds, Bound::queue, 0.05, installed);
  put(op.bounds, Bound::failures, 0.02, installed);
  op.utility.it = gigawatt_hours(600);
  op.utility.facility = gigawatt_hours(708);  // PUE 708 / 600 = 1.18
  op.utility.grid = gigawatt_hours(708);
  op.utility.mean = op.utility.facility / years(1);
  op.utility.peak = megawatts(112.4);
  op.utility.water = cubic_metres(812'000);
  op.utility.carbon = tonnes(295'448);
  op.utility.bill = billion_won(129.3);
  op.work.tokens_trained = 6.25e12;
  op.work.training_flops = flops(1.0e24);
  op.work.peak_flops = flops(2.5e24);  // MFU 40 %
  op.work.runs_finished = 2;
  op.work.products = {{"masks", 41'230.0}, {"session-hours", 1.9e6}};
  op.work.jobs_submitted = 42'000;
  op.work.jobs_finished = 41'232;
  op.work.jobs_interrupted = 37;
  op.work.bags_late = 12;
  op.work.jobs_started = 42'000;
  op.work.wait_sum = hours(21'000);
  op.work.data_in = petabytes(3.1);
  return op;
}

OperatorResult naver() {
  OperatorResult op;
  op.name = "naver";
  op.title_en = "NAVER Cloud";
  op.title_ko = "네이버클라우드";
  op.gpus = 60'000;
  const Duration installed = years(60'000);
  put(op.uses, Use::training, 0.42, installed);
  put(op.uses, Use::rollback, 0.02, installed);
  put(op.uses, Use::checkpoint, 0.01, installed);
  put(op.uses, Use::restart, 0.01, installed);
  put(op.uses, Use::serving, 0.33, installed);
  put(op.uses, Use::headroom, 0.14, installed);
  put(op.uses, Use::spare, 0.02, installed);
  put(op.uses, Use::demand_idle, 0.03, installed);
  put(op.uses, Use::down, 0.02, installed);
  put(op.bounds, Bound::power, 0.18, installed);
  put(op.bounds, Bound::demand, 0.17, installed);
  put(op.bounds, Bound::failures, 0.06, installed);
  op.utility.it = gigawatt_hours(1000);
  op.utility.facility = gigawatt_hours(1100);
  op.utility.grid = gigawatt_hours(1100);
  op.utility.mean = op.utility.facility / years(1);
  op.utility.peak = megawatts(149.9);
  op.utility.water = cubic_metres(0);
  op.utility.carbon = tonnes(459'030);
  op.utility.bill = billion_won(201.7);
  op.utility.capped = hours(1234);
  op.work.tokens_trained = 41.3e12;
  op.work.training_flops = flops(9.0e24);
  op.work.peak_flops = flops(24.0e24);
  op.work.runs_finished = 1;
  op.work.tokens_home = 0.9e15;
  op.work.tokens_export = 0.3e15;
  op.work.tokens_unserved = 4.2e12;
  op.work.jobs_submitted = 2;
  op.work.jobs_finished = 1;
  op.work.jobs_interrupted = 211;
  op.work.jobs_started = 2;
  op.work.wait_sum = hours(0.5);
  op.work.data_in = petabytes(0.2);
  return op;
}

void add_times(Result& result, const OperatorResult& op) {
  for (std::size_t i = 0; i < use_count; ++i) {
    result.uses[i] += op.uses[i];
  }
  for (std::size_t i = 0; i < bound_count; ++i) {
    result.bounds[i] += op.bounds[i];
  }
}

void add_utility(UtilityTotals& sum, const UtilityTotals& part) {
  sum.it += part.it;
  sum.facility += part.facility;
  sum.grid += part.grid;
  sum.mean += part.mean;
  sum.water += part.water;
  sum.carbon += part.carbon;
  sum.bill += part.bill;
  sum.capped += part.capped;
}

void add_work(WorkTotals& sum, const WorkTotals& part) {
  sum.tokens_trained += part.tokens_trained;
  sum.training_flops += part.training_flops;
  sum.peak_flops += part.peak_flops;
  sum.runs_finished += part.runs_finished;
  sum.tokens_home += part.tokens_home;
  sum.tokens_export += part.tokens_export;
  sum.tokens_unserved += part.tokens_unserved;
  for (const auto& [product, amount] : part.products) {
    sum.products[product] += amount;
  }
  sum.jobs_submitted += part.jobs_submitted;
  sum.jobs_finished += part.jobs_finished;
  sum.jobs_interrupted += part.jobs_interrupted;
  sum.bags_late += part.bags_late;
  sum.jobs_started += part.jobs_started;
  sum.wait_sum += part.wait_sum;
  sum.data_in += part.data_in;
}

}  // namespace

Result sample_result() {
  Result result;
  result.scenario_name = "sample";
  result.title_en = "Two operators, one year";
  result.title_ko = "두 사업자의 한 해";
  result.start = *parse_instant("2027-01-01T00:00:00+09:00");
  result.duration = years(1);
  result.series_interval = hours(1);
  result.operators = {chips(), naver()};
  for (const OperatorResult& op : result.operators) {
    result.gpus += op.gpus;
    add_times(result, op);
    add_utility(result.utility, op.utility);
    add_work(result.work, op.work);
  }
  result.utility.peak = megawatts(258.1);  // not at the same moment
  result.ledger.electricity = result.utility.facility;
  result.ledger.data = result.work.data_in;
  result.ledger.gpu_time = total_time(result.uses);
  result.ledger.models = {
      {"chip model #1", "chips", "exaone-4.0-32b", 32e9, 32e9, 3e12, days(150).si(), 2.013, 1.95, 2.08},
      {"chip model #2", "chips", "exaone-4.0-32b", 32e9, 32e9, 3e12, days(310).si(), 2.013, 1.95, 2.08},
      {"chip model #3", "chips", "exaone-4.0-32b", 32e9, 32e9, 0.25e12, -1, 2.3, 2.2, 2.4},
      {"frontier", "naver", "a.x-k1", 519e9, 33e9, 41.3e12, days(300).si(), 1.842, 1.79, 1.90}};
  result.workloads.resize(1);
  result.workloads[0].name = "export-service";
  result.workloads[0].remark = "demand outgrew the pool in November";
  result.provenance.seed = 7;
  return result;
}

}  // namespace aif::test
