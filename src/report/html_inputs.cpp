#include <charconv>
#include <cmath>
#include <set>

#include "core/text.hpp"
#include "core/units.hpp"
#include "report/html_model.hpp"
#include "report/html_value.hpp"

namespace aif {
namespace {

constexpr std::size_t note_limit = 400;

/// A number of the catalog as a row of the page.
struct Number {
  std::string entry;  ///< name of the catalog entry, or empty in the scenario itself
  std::string title;  ///< of the entry
  std::string path;   ///< within the entry
  std::string value;
  std::string range;
  std::string source;
  std::string note;
  bool estimate = false;
};

bool is_sourced(const Node& node) {
  return node.is_map() && node.find("value") != nullptr &&
         (node.find("source") != nullptr || node.find("estimate") != nullptr);
}

/// Walks the whole scenario and keeps every number that names its origin, each once however often its entry is used.
class Numbers {
 public:
  void visit(const Node& node, const std::string& path, const Number& entry) {
    if (is_sourced(node)) {
      keep(node, path, entry);
    } else if (node.is_map()) {
      const bool is_entry = node.find("name") != nullptr && node.find("title") != nullptr;
      const Number inner = is_entry ? Number{field_text(node, "name"), field_text(node, "title")} : entry;
      for (const Node::Entry& field : node.entries()) {
        visit(field.value, is_entry || path.empty() ? field.key : path + "." + field.key, inner);
      }
    } else if (node.is_list()) {
      for (std::size_t i = 0; i < node.items().size(); ++i) {
        visit(node.items()[i], path + item_step(node.items()[i], i), entry);
      }
    }
  }
  [[nodiscard]] const std::vector<Number>& list() const { return list_; }

 private:
  void keep(const Node& node, const std::string& path, Number number) {
    number.path = path;
    number.value = shown_value(*node.find("value"));
    number.source = field_text(node, "source");
    number.note = field_text(node, "note");
    number.estimate = field_text(node, "estimate") == "true";
    if (const Node* range = node.find("range"); range != nullptr && range->items().size() == 2) {
      number.range = shown_value(range->items()[0]) + " – " + shown_value(range->items()[1]);
    }
    if (seen_.insert(number.entry + "\n" + number.path + "\n" + number.value).second) {
      list_.push_back(std::move(number));
    }
  }

  std::set<std::string> seen_;
  std::vector<Number> list_;
};

double coordinate(const Node& climate, std::string_view key) {
  const Node* sourced = climate.find(key);
  const Node* value = sourced != nullptr && sourced->is_map() ? sourced->find("value") : sourced;
  double degrees = NAN;
  if (value != nullptr && value->is_scalar()) {
    const std::string& text = value->text();
    std::from_chars(text.data(), text.data() + text.size(), degrees);
  }
  return degrees;
}

const std::vector<Node>& list_of(const Node& node, std::string_view key) {
  static const std::vector<Node> none;
  const Node* list = node.is_map() ? node.find(key) : nullptr;
  return list != nullptr && list->is_list() ? list->items() : none;
}

/// Where the climates of the sites were measured.
void write_places(JsonText& json, const Node& scenario) {
  json.key("places").begin_array();
  for (const Node& site : list_of(scenario, "sites")) {
    const Node* climate = site.find("climate");
    if (climate == nullptr || !climate->is_map()) {
      continue;
    }
    json.begin_object().text("site", printable(field_text(site, "name"), name_limit));
    json.text("climate", printable(field_text(*climate, "title"), name_limit));
    json.number("latitude", coordinate(*climate, "latitude"), 5);
    json.number("longitude", coordinate(*climate, "longitude"), 5).end_object();
  }
  json.end_array();
}

void write_stated(JsonText& json, const char* kind, const std::string& path, const Node& node,
                  const std::string& value) {
  const std::string note = field_text(node, "note");
  const bool assumed = field_text(node, "assumed") == "true";
  if (note.empty() && !assumed) {
    return;
  }
  json.begin_object().text("kind", kind).text("path", printable(path, name_limit));
  json.text("value", printable(value, name_limit)).truth("assumed", assumed);
  json.text("note", printable(note, note_limit)).end_object();
}

/// Operators, sites, pools and workloads with what their authors say about them.
void write_statements(JsonText& json, const Node& scenario) {
  json.key("statements").begin_array();
  for (const Node& op : list_of(scenario, "operators")) {
    write_stated(json, "operator", field_text(op, "name"), op, {});
  }
  for (const Node& site : list_of(scenario, "sites")) {
    const Node* feed = site.find("feed");
    const std::string name = field_text(site, "name");
    write_stated(json, "site", name, site, feed != nullptr ? shown_value(*feed) : "");
    for (const Node& pool : list_of(site, "pools")) {
      const Node* gpus = pool.find("gpus");
      const Node* system = pool.find("system");
      const std::string machines = system != nullptr && system->is_map() ? field_text(*system, "name") : "";
      write_stated(json, "pool", name + "/" + field_text(pool, "name"), pool,
                   (gpus != nullptr ? shown_value(*gpus) : "") + " × " + machines);
    }
  }
  for (const Node& workload : list_of(scenario, "workloads")) {
    write_stated(json, "workload", field_text(workload, "name"), workload, field_text(workload, "kind"));
  }
  json.end_array();
}

void write_numbers(JsonText& json, const std::vector<Number>& numbers) {
  json.key("numbers").begin_array();
  for (const Number& number : numbers) {
    json.begin_array();
    json.text(printable(number.entry, name_limit)).text(printable(number.title, name_limit));
    json.text(printable(number.path, name_limit)).text(printable(number.value, name_limit));
    json.text(printable(number.range, 2 * name_limit))
        .text(number.estimate ? "" : printable(number.source, name_limit));
    json.text(printable(number.note, note_limit));
    json.end_array();
  }
  json.end_array();
}

/// The references that the numbers cite.
void write_references(JsonText& json, const std::vector<Number>& numbers, const Catalog& catalog) {
  std::set<std::string> cited;
  for (const Number& number : numbers) {
    cited.insert(number.source);
  }
  json.key("references").begin_object();
  for (const std::string& key : cited) {
    const ReferenceSpec* reference = key.empty() ? nullptr : catalog.reference(key);
    if (reference != nullptr) {
      json.key(key).begin_object();
      json.text("title", reference->title).text("authors", reference->authors).text("year", reference->year);
      json.text("url", reference->url).text("grade", reference->grade).end_object();
    }
  }
  json.end_object();
}

}  // namespace

void write_inputs(JsonText& json, const Node& scenario, const Catalog& catalog) {
  if (!scenario.is_map()) {
    return;
  }
  write_places(json, scenario);
  write_statements(json, scenario);
  Numbers numbers;
  numbers.visit(scenario, {}, {});
  write_numbers(json, numbers.list());
  write_references(json, numbers.list(), catalog);
}

}  // namespace aif
