#include "catalog/check.hpp"

#include "doctest/doctest.h"
#include "temporary_catalog.hpp"

namespace aif {
namespace {

std::string head(const std::string& kind, const std::string& name) {
  return "schema: aifactory-catalog/v1\nkind: " + kind + "\nname: " + name + "\ntitle: T\nsource: book\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// Lines 6 and following.
const std::string gpu = head("gpu", "g") + R"(vendor: V
generation: x
bf16: 100 TFLOP/s
memory: 80 GB
memory_bandwidth: 2 TB/s
scale_up_bandwidth: 300 GB/s
tdp: 400 W
idle_power: 60 W
training_efficiency: 0.7
decode_efficiency: 0.6
)";

const std::string system_text = head("system", "s") + R"(gpu: g
gpus_per_node: 8
max_power: 6 kW
idle_power: 1 kW
training_power: 5 kW
psu_efficiency: 0.95
liquid_share: 0
nic_bandwidth: 200 Gbit/s
)";

const std::string climate = head("climate", "c") + R"(latitude: 37
longitude: 127
dry_bulb_c: [-2, 0, 5, 11, 16, 21, 25, 25, 21, 14, 6, -1]
wet_bulb_c: [-4, -2, 3, 8, 12, 17, 22, 22, 18, 11, 4, -3]
daily_swing_k: 9
weather_deviation_k: 3
weather_memory_days: 2
)";

const std::string tariff = head("tariff", "t") + R"(demand_charge: 8190 KRW/kW
seasons:
  - {name: warm, months: [3, 4, 5, 6, 7, 8, 9, 10], bands: LLLLLLLLMMMMMMMPPPPPPMLL, off_peak: 1 KRW/kWh, mid_peak: 2 KRW/kWh, on_peak: 3 KRW/kWh}
  - {name: cold, months: [11, 12, 1, 2], bands: LLLLLLLLMMMMMMMPPPPPPMLL, off_peak: 1 KRW/kWh, mid_peak: 2 KRW/kWh, on_peak: 3 KRW/kWh}
holidays: ["2027-01-01", "2027-03-01"]
demand_floor: 0.3
climate_charge: 9 KRW/kWh
fuel_charge: 5 KRW/kWh
fund_levy: 0.027
vat: 0.1
)";

const std::string ai_model = head("ai-model", "m") + R"(layers: 32
hidden: 4096
ffn_hidden: 14336
heads: 32
kv_heads: 8
vocab: 128256
context: 8192
total_params: 8.03e9
)";

std::string findings_of(const std::string& file, const std::string& text) {
  const TemporaryCatalog files;
  files.write("gpus/g.yaml", gpu);
  files.write(file, text);
  return files.findings();
}

}  // namespace

TEST_CASE("the examples of this file are right") {
  const TemporaryCatalog files;
  files.write("gpus/g.yaml", gpu);
  files.write("systems/s.yaml", system_text);
  files.write("climates/c.yaml", climate);
  files.write("tariffs/t.yaml", tariff);
  files.write("ai-models/m.yaml", ai_model);
  CHECK(files.findings() == "");
}

TEST_CASE("an entry must lie where it says") {
  CHECK(findings_of("gpus/h.yaml", gpu) ==
        "AIF-E020 gpus/h.yaml:3 h.name: name is \"g\", but the file lies where name \"h\" is expected | "
        "Write name: h, or move the file.\n");
  CHECK(findings_of("gpus/g.yaml", replaced(gpu, "schema: aifactory-catalog/v1\n", "")) ==
        "AIF-E011 gpus/g.yaml:1 g: the key \"schema\" is missing | Write schema: aifactory-catalog/v1.\n");
}

TEST_CASE("sources must be known and used") {
  CHECK(findings_of("gpus/g.yaml", replaced(gpu, "source: book", "source: bok")) ==
        "AIF-E016 gpus/g.yaml:5 g: unknown reference \"bok\" | did you mean \"book\"?\n"
        "AIF-E024 references.yaml:1 book: no number of the catalog cites \"book\" | Remove it, or say in cited_in "
        "which source file does.\n");
  const TemporaryCatalog cited(
      "- {key: book, title: A book, authors: Someone, year: \"2026\", url: \"https://example.org\", accessed: "
      "\"2026-11-23\", grade: read, cited_in: src/power}\n");
  CHECK(cited.findings() == "");
}

TEST_CASE("the bibliography") {
  const TemporaryCatalog files(
      "- {key: Big Book, title: A, authors: B, year: \"2026\", url: example, accessed: \"2026\", grade: seen, "
      "cited_in: x}\n");
  CHECK(files.findings() ==
        "AIF-E016 references.yaml:1 Big Book.key: \"Big Book\" is not a reference key | Write lower-case letters, "
        "digits, dots and dashes.\n"
        "AIF-E016 references.yaml:1 Big Book.grade: unknown grade \"seen\" | Expected one of: read, derived, "
        "recalled-high, recalled-medium, recalled-low.\n"
        "AIF-E001 references.yaml:1 Big Book.url: \"example\" is not an address | Write the address with https://.\n");
}

TEST_CASE("powers in the wrong order") {
  CHECK(findings_of("gpus/g.yaml", replaced(gpu, "idle_power: 60 W", "idle_power: 600 W")) ==
        "AIF-E020 gpus/g.yaml:13 g.idle_power: idle_power (600 W) is above tdp (400 W) | idle_power must not exceed "
        "tdp.\n");
  CHECK(findings_of("systems/s.yaml", replaced(system_text, "training_power: 5 kW", "training_power: 7 kW")) ==
        "AIF-E020 systems/s.yaml:10 s.training_power: training_power (7 kW) is above max_power (6 kW) | "
        "training_power must not exceed max_power.\n");
  CHECK(findings_of("systems/s.yaml", replaced(system_text, "liquid_share: 0", "liquid_share: 0.5")) ==
        "AIF-E020 systems/s.yaml:12 s.liquid_share: a node cooled by air gives heat to a liquid | Write cooling: "
        "hybrid, or liquid_share: 0.\n");
}

TEST_CASE("efficiencies are above 0 and at most 1") {
  for (const char* value : {"0", "1.01", "-0.5"}) {
    const std::string found =
        findings_of("gpus/g.yaml", replaced(gpu, "decode_efficiency: 0.6", std::string("decode_efficiency: ") + value));
    CHECK(found.find("AIF-E015 gpus/g.yaml:15 decode_efficiency: ") == 0);
  }
  CHECK(findings_of("gpus/g.yaml", replaced(gpu, "decode_efficiency: 0.6", "decode_efficiency: 1")) == "");
}

TEST_CASE("a system is not blamed for its GPU") {
  const TemporaryCatalog files;
  files.write("gpus/g.yaml", replaced(gpu, "tdp: 400 W", "tdp: 400"));
  files.write("systems/s.yaml", system_text);
  const std::string found = files.findings();
  CHECK(found.find("AIF-E014 gpus/g.yaml:12 tdp: ") == 0);
  CHECK(found.find('\n') == found.size() - 1);  // told once
}

TEST_CASE("estimates need a range") {
  const std::string found =
      findings_of("gpus/g.yaml", replaced(gpu, "tdp: 400 W", "tdp: {value: 400 W, estimate: true}"));
  CHECK(found.find("AIF-E024 gpus/g.yaml:12 tdp: ") == 0);
}

TEST_CASE("climates") {
  CHECK(findings_of("climates/c.yaml", replaced(climate, "22, 22, 18", "22, 26, 18")) ==
        "AIF-E020 climates/c.yaml:9 c.wet_bulb_c: in month 8 the wet bulb (26 degC) is above the dry bulb (25 degC) | "
        "The wet bulb is at most the dry bulb.\n");
  CHECK(findings_of("climates/c.yaml", replaced(climate, "14, 6, -1", "14, 6")) ==
        "AIF-E012 climates/c.yaml:8 c.dry_bulb_c: dry_bulb_c has 11 values | Write 12 values, January to December.\n");
}

TEST_CASE("seasons have every month once") {
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "[11, 12, 1, 2]", "[12, 1, 10]")) ==
        "AIF-E020 tariffs/t.yaml:8 t.seasons: no season has month 2, 11 | Together the seasons have every month "
        "once.\n"
        "AIF-E020 tariffs/t.yaml:8 t.seasons: more than one season has month 10 | Together the seasons have every "
        "month once.\n");
}

TEST_CASE("bands, prices and holidays of a tariff") {
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "LLLLLLLLMMMMMMMPPPPPPMLL", "LLLLLLLLMMMMMMMPPPPPPML")) ==
        "AIF-E020 tariffs/t.yaml:8 t.seasons: the bands of season \"warm\" have 23 letters | Write 24 letters, one "
        "per hour from midnight.\n");
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "LLLLLLLLMMMMMMMPPPPPPMLL", "LLLLLLLLMMMMMMMXPPPPPMLL")) ==
        "AIF-E020 tariffs/t.yaml:8 t.seasons: the bands of season \"warm\" have the letter \"X\" at hour 15 | Write L "
        "for off-peak, M for mid-peak, P for on-peak.\n");
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "mid_peak: 2", "mid_peak: 4")) ==
        "AIF-E020 tariffs/t.yaml:8 t.seasons: the prices of season \"warm\" fall from off-peak to on-peak | off_peak "
        "<= mid_peak <= on_peak.\n");
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "2027-03-01", "2027-13-01")) ==
        "AIF-E022 tariffs/t.yaml:10 t.holidays: \"2027-13-01\" is not a date | Write dates such as \"2027-01-01\".\n");
  CHECK(findings_of("tariffs/t.yaml", replaced(tariff, "2027-03-01", "2026-03-01")) ==
        "AIF-E022 tariffs/t.yaml:10 t.holidays: 2026-03-01 comes after 2027-01-01 | Write holidays once each, in "
        "order.\n");
}

TEST_CASE("shapes of AI models") {
  CHECK(findings_of("ai-models/m.yaml", replaced(ai_model, "layers: 32", "layers: 30")) ==
        "AIF-E020 ai-models/m.yaml:13 m.total_params: the shape has 7.594e+09 parameters, -5.4 % from the published "
        "8.03e+09 | They must agree within 3 %: look for a wrong width or number of layers.\n");
  CHECK(findings_of("ai-models/m.yaml", replaced(ai_model, "kv_heads: 8", "kv_heads: 7")) ==
        "AIF-E020 ai-models/m.yaml:10 m.kv_heads: 32 heads cannot share 7 key-value heads evenly | kv_heads divides "
        "heads.\n");
  CHECK(findings_of("ai-models/m.yaml", ai_model + "attention: latent\n") ==
        "AIF-E020 ai-models/m.yaml:14 m.attention: attention is latent, but its ranks are missing | Write attention: "
        "latent together with latent: {q_rank, kv_rank, ...}.\n");
}

}  // namespace aif
