#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/json_text.hpp"

/// Power of a site second by second, as the rows `t_s,load_w,grid_w` of a CSV file.
namespace aif {

struct Waveform {
  std::string name;           ///< of the file
  double step_s = 0;          ///< between rows
  std::vector<float> load_w;  ///< what the machines ask for
  std::vector<float> grid_w;  ///< what reaches the grid
  [[nodiscard]] bool empty() const { return load_w.empty(); }
};

/// Throws FileError with the line if the text is not such a table with rows at equal distances.
Waveform read_waveform_csv(std::string_view text, const std::string& name);

/// The waveform with fewer points: of every run of rows the smallest and the largest value, so that no swing is lost.
void write_waveform(JsonText& json, const Waveform& waveform);

}  // namespace aif
