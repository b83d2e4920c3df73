#include "core/table/split.h"

#include <algorithm>

#include "core/table/wrapped.h"

namespace costwright {
namespace {

constexpr std::size_t kWidestText = 44;     // beside other columns
constexpr std::size_t kNarrowestNote = 36;  // beside its row

class Splitter {
 public:
  Splitter(const Table& table, std::size_t width) : table_(table), width_(width) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      widths_.push_back(text_width(table.columns[c].label));
      is_text_.push_back(false);
      for (const auto& row : table.rows) {
        widths_[c] = std::max(widths_[c], text_width(cell_text(row[c])));
        is_text_[c] = is_text_[c] || std::holds_alternative<std::string>(row[c]);
      }
    }
  }

  bool fits() const {
    std::size_t all = 1;
    for (const std::size_t w : widths_) {
      all += w + kGap;
    }
    return all <= width_ + 1;  // a line does not end in a blank
  }

  std::string text() {
    find_keys();
    std::string out;
    std::vector<std::size_t> notes;
    for (const auto& block : blocks(notes)) {
      out += (out.empty() ? "" : "\n") + block_text(block, out.empty() ? notes : kNone);
    }
    return out;
  }

 private:
  static constexpr std::size_t kGap = 2;
  static const std::vector<std::size_t> kNone;

  void find_keys() {
    std::size_t taken = 1;
    for (std::size_t c = 0; c < widths_.size() && keys_ < 2 && is_text_[c]; ++c) {
      if (taken + widths_[c] + kGap > width_ / 2) {
        break;
      }
      taken += widths_[c] + kGap;
      ++keys_;
    }
    keys_ = std::max<std::size_t>(keys_, 1);
  }

  // Columns of each block beside the keys; `notes`: those that stand below the rows.
  std::vector<std::vector<std::size_t>> blocks(std::vector<std::size_t>& notes) const {
    std::size_t keys_width = 1;
    for (std::size_t c = 0; c < keys_; ++c) {
      keys_width += widths_[c] + kGap;
    }
    std::vector<std::vector<std::size_t>> blocks(1);
    std::size_t used = keys_width;
    for (std::size_t c = keys_; c < widths_.size(); ++c) {
      if (is_text_[c] && widths_[c] > kWidestText) {
        notes.push_back(c);
        continue;
      }
      if (used + widths_[c] + kGap > width_ + 1 && !blocks.back().empty()) {
        blocks.emplace_back();
        used = keys_width;
      }
      blocks.back().push_back(c);
      used += widths_[c] + kGap;
    }
    return blocks;
  }

  std::string block_text(const std::vector<std::size_t>& columns,
                         const std::vector<std::size_t>& notes) const {
    Table block;
    const auto add = [&](std::size_t c) {
      block.columns.push_back(table_.columns[c]);
      for (std::size_t r = 0; r < table_.rows.size(); ++r) {
        block.rows[r].push_back(table_.rows[r][c]);
      }
    };
    block.rows.resize(table_.rows.size());
    for (std::size_t c = 0; c < keys_; ++c) {
      add(c);
    }
    for (const std::size_t c : columns) {
      add(c);
    }
    return with_notes(to_text(block, table_.rows.size()), notes);
  }

  // Beside its row, in a column of its own, where there is only one and it has room; else below.
  std::string with_notes(const std::string& text, const std::vector<std::size_t>& notes) const {
    const std::size_t beside = used_width(text);
    if (notes.size() == 1 && beside + kNarrowestNote <= width_) {
      return with_note_beside(text, notes.front(), beside);
    }
    std::string out;
    std::size_t line = 0;  // 0: the header
    for (std::size_t begin = 0; begin < text.size(); ++line) {
      const std::size_t end = text.find('\n', begin);
      out += text.substr(begin, end + 1 - begin);
      begin = end + 1;
      for (const std::size_t c : notes) {
        const std::string note = line > 0 ? cell_text(table_.rows[line - 1][c]) : "";
        const std::string& label = table_.columns[c].label;
        if (!note.empty()) {
          out += wrapped(label.empty() ? note : fmt::format("{}: {}", label, note), "      ",
                         "      ", width_);
        }
      }
    }
    return out;
  }

  static std::size_t used_width(const std::string& text) {
    std::size_t most = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      most = std::max(most, text_width(std::string_view(text).substr(begin, end - begin)));
      begin = end + 1;
    }
    return most + kGap;
  }

  std::string with_note_beside(const std::string& text,
                               std::size_t column,
                               std::size_t beside) const {
    std::string out;
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text.size(); ++line) {
      const std::size_t end = text.find('\n', begin);
      const std::string row = text.substr(begin, end - begin);
      begin = end + 1;
      const std::string note =
          line > 0 ? cell_text(table_.rows[line - 1][column]) : table_.columns[column].label;
      out += note.empty() ? row + "\n"
                          : wrapped(note, row + std::string(beside - text_width(row), ' '),
                                    std::string(beside, ' '), width_);
    }
    return out;
  }

  const Table& table_;
  std::size_t width_;
  std::vector<std::size_t> widths_;
  std::vector<bool> is_text_;
  std::size_t keys_ = 0;
};

const std::vector<std::size_t> Splitter::kNone{};

}  // namespace

std::string to_text_split(const Table& table, std::size_t width) {
  Table untitled = table;
  untitled.title.clear();
  const std::string title = table.title.empty() ? "" : wrapped(table.title, "", "  ", width);
  Splitter splitter(untitled, width);
  return title + (splitter.fits() || table.columns.empty() ? to_text(untitled) : splitter.text());
}

}  // namespace costwright
