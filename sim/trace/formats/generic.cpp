// CSV with a header, columns in any order, separated by comma, semicolon (then numbers may have a
// decimal comma), tab or bar; text may be quoted [RFC 4180], but on one line:
// arrival_s,input_tokens,output_tokens[,class][,session][,prefix,prefix_tokens], or the names of
// other tools (`kRoles`), or names that the options give. Other columns are not used. JSON lines
// are read alike, an object a row: the keys of the first one are the columns, and a row that lacks
// one has an empty cell there.
//
// An empty session is a session of its own. Prompts of rows with one `prefix` begin with the same
// tokens, as many as the smaller `prefix_tokens` of two rows, for the prefix cache (a conversation
// that grows keeps its label); an empty prefix is shared with nobody. Where nine in ten of the
// later turns of sessions are as long as the conversation so far, prompts hold it: each begins with
// the prompt of the turn before. Not modelled: that the cache also keeps what was answered.
#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "core/hash.h"
#include "core/policies.h"
#include "sim/clock/random.h"
#include "sim/trace/csv_line.h"
#include "sim/trace/formats.h"
#include "sim/trace/json_line.h"
#include "sim/trace/trace_time.h"

namespace costwright::sim {
namespace {

enum Column { kArrival, kInput, kOutput, kClass, kSession, kPrefix, kPrefixTokens, kColumns };
constexpr int kRequired = 3;
constexpr std::size_t kMostClasses = 1000;

// What a column is called here, and by others: letters and digits only, in lower case. Of several
// in one file the first of the list counts.
struct Role {
  std::string_view name;
  std::string_view others;  // each between blanks
  std::string TraceColumns::*given;
};
constexpr std::array<Role, kColumns> kRoles{{
    {"arrival_s",
     // vidur; splitwise-sim; BurstGPT and Azure; vLLM's multi-round benchmark
     " arrivedat arrivaltimestamp arrivaltime arrival timestamp launchtime requesttimestamp "
     "requesttime starttime createdat created datetime time ts ",
     &TraceColumns::arrival},
    {"input_tokens",
     " numprefilltokens requestnumprefilltokens requesttokens contexttokens prompttokens "
     "numprompttokens promptlen promptlength promptsize inputlen inputlength numinputtokens isl ",
     &TraceColumns::input_tokens},
    {"output_tokens",
     " numdecodetokens requestnumdecodetokens responsetokens generatedtokens completiontokens "
     "generationtokens numgenerationtokens outputlen outputlength expectedoutputlen "
     "numoutputtokens tokensize osl ",
     &TraceColumns::output_tokens},
    {"class", "", &TraceColumns::klass},
    {"session", " sessionid conversationid ", &TraceColumns::session},
    {"prefix", "", &TraceColumns::prefix},
    {"prefix_tokens", "", &TraceColumns::prefix_tokens},
}};

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      text += lower;
    }
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_json(std::string_view first_line) {
  return first_line.starts_with('{');
}

// How early `name` stands among the other names of a role; npos when it does not. What is within
// something is called by its own name, and comes after what is not: `usage.prompt_tokens`.
std::size_t rank_of(const Role& role, std::string_view name) {
  const std::string word = plain(name.substr(name.rfind('.') + 1));
  const auto found =
      word.empty() ? std::string_view::npos : role.others.find(fmt::format(" {} ", word));
  const auto depth = static_cast<std::size_t>(std::ranges::count(name, '.'));
  return found == std::string_view::npos ? found : found * 8 + std::min<std::size_t>(depth, 7);
}

std::vector<std::string> own_names() {
  std::vector<std::string> names;
  for (const Role& role : kRoles) {
    names.emplace_back(role.name);
  }
  return names;
}

// Where each column stands, -1 = absent.
struct Layout {
  std::array<int, kColumns> position{-1, -1, -1, -1, -1, -1, -1};
  std::array<std::string, kColumns> names;  // as the file has them
  std::vector<std::string> keys;            // of JSON lines, in the order of the columns; else none
  std::size_t columns{};
  char delimiter = ',';
  bool has(Column column) const { return position[column] >= 0; }
};

class HeaderReader {
 public:
  HeaderReader(const TraceFile& file, Diagnostics& diagnostics)
      : file_(file), diagnostics_(diagnostics) {}

  // Nothing, after errors.
  std::optional<Layout> read() {
    const int before = diagnostics_.error_count();
    CsvScratch scratch;
    if (!split(scratch)) {
      return std::nullopt;
    }
    layout_.columns = fields_.size();
    for (int role = 0; role < kColumns; ++role) {
      place(role);
    }
    check_others();
    if (layout_.has(kPrefix) != layout_.has(kPrefixTokens)) {
      fail("only one of the columns 'prefix' and 'prefix_tokens' is there",
           "`prefix` names what prompts begin with, `prefix_tokens` says how long it is");
    }
    return diagnostics_.error_count() == before ? std::optional(layout_) : std::nullopt;
  }

 private:
  bool split(CsvScratch& scratch) {
    if (is_json(file_.first_line)) {
      JsonMembers members;
      if (auto wrong = split_json(file_.first_line, members); !wrong.empty()) {
        fail(std::move(wrong), "its keys are the trace's columns");
        return false;
      }
      for (auto& member : members) {
        layout_.keys.push_back(std::move(member.first));
      }
      fields_.assign(layout_.keys.begin(), layout_.keys.end());
      return true;
    }
    layout_.delimiter = delimiter_of(file_.first_line);
    const char* wrong = split_csv(file_.first_line, fields_, scratch, layout_.delimiter);
    if (*wrong != '\0') {
      fail(fmt::format("the header is not CSV: {}", wrong));
    }
    return *wrong == '\0';
  }

  std::string_view name(int column) const {
    return trimmed(fields_[static_cast<std::size_t>(column)]);
  }

  void place(int role) {
    const Role& r = kRoles[static_cast<std::size_t>(role)];
    const std::string& given = file_.options.columns.*r.given;
    const int found = given.empty() ? known(r) : named(given);
    if (found >= 0) {
      layout_.position[static_cast<std::size_t>(role)] = found;
      layout_.names[static_cast<std::size_t>(role)] = printable(name(found));
    } else if (!given.empty()) {
      fail(fmt::format("there is no column '{}' for {}", printable(given), r.name), header_hint());
    } else if (role < kRequired) {
      fail(fmt::format("column '{}' is missing", r.name),
           fmt::format("a trace needs arrival_s, input_tokens and output_tokens; `columns` (of the "
                       "scenario's trace; --columns of `costwright trace`) says which are which of "
                       "{}",
                       header_hint()));
    }
  }

  int known(const Role& role) const {
    int found = named(role.name);
    std::size_t best = std::string_view::npos;
    for (int i = 0; found < 0 && i < static_cast<int>(fields_.size()); ++i) {
      best = std::min(best, rank_of(role, name(i)));
    }
    for (int i = 0; found < 0 && best != std::string_view::npos; ++i) {
      found = rank_of(role, name(i)) == best ? i : -1;
    }
    return found;
  }

  int named(std::string_view wanted) const {
    for (int i = 0; i < static_cast<int>(fields_.size()); ++i) {
      if (name(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  // A name that is nearly one of ours is a slip of the pen; others are of no use here.
  void check_others() {
    const std::vector<std::string> own = own_names();
    std::vector<std::string> unused;
    for (int i = 0; i < static_cast<int>(fields_.size()); ++i) {
      const auto& taken = layout_.position;
      const bool used = std::find(taken.begin(), taken.end(), i) != taken.end();
      const std::string hint = used ? "" : did_you_mean(name(i), own);
      if (named(name(i)) != i && std::find(own.begin(), own.end(), name(i)) != own.end()) {
        fail(fmt::format("column '{}' occurs twice", name(i)));
      } else if (!hint.empty() && missing(hint)) {
        fail(fmt::format("unknown column '{}'", printable(name(i))), hint);
      } else if (!used && !name(i).empty()) {
        unused.push_back(fmt::format("'{}'", printable(name(i))));
      }
    }
    if (!unused.empty()) {
      diagnostics_.warning({file_.path, 1, 0},
                           fmt::format("not used: {} {}", unused.size() == 1 ? "column" : "columns",
                                       fmt::join(unused, ", ")));
    }
  }

  // Whether a column that `hint` names is not there.
  bool missing(std::string_view hint) const {
    for (std::size_t i = 0; i < kRoles.size(); ++i) {
      if (layout_.position[i] < 0 &&
          hint.find(fmt::format("'{}'", kRoles[i].name)) != std::string_view::npos) {
        return true;
      }
    }
    return false;
  }

  std::string header_hint() const {
    std::string names;
    for (int i = 0; i < static_cast<int>(fields_.size()); ++i) {
      names += fmt::format("{}{}", i == 0 ? "" : ", ", printable(name(i)));
    }
    return names;
  }

  void fail(std::string message, std::string hint = {}) {
    diagnostics_.error({file_.path, 1, 0}, std::move(message), std::move(hint));
  }

  const TraceFile& file_;
  Diagnostics& diagnostics_;
  CsvFields fields_;
  Layout layout_;
};

// A row's fields by their role.
class RowFields {
 public:
  explicit RowFields(const Layout& layout) : layout_(layout) {}

  // What is wrong with the line, or "".
  std::string split(std::string_view line) {
    if (!layout_.keys.empty()) {
      return split_object(line);
    }
    if (const char* wrong = split_csv(line, fields_, scratch_, layout_.delimiter); *wrong != '\0') {
      return wrong;
    }
    return fields_.size() == layout_.columns
               ? ""
               : fmt::format("{} fields where the header has {}", fields_.size(), layout_.columns);
  }
  const Layout& layout() const { return layout_; }
  std::string_view text(Column column) const {
    return trimmed(fields_[static_cast<std::size_t>(layout_.position[column])]);
  }
  // With a decimal point.
  std::string_view number(Column column) {
    const auto cell = text(column);
    if (layout_.delimiter == ',' || cell.find(',') == std::string_view::npos) {
      return cell;
    }
    number_ = cell;
    std::replace(number_.begin(), number_.end(), ',', '.');
    return number_;
  }
  std::optional<std::int32_t> tokens(Column column) { return parse_tokens(number(column)); }
  // A session is known by its label's hash. Nothing without a label.
  std::optional<std::int64_t> session() const {
    if (!layout_.has(kSession) || text(kSession).empty()) {
      return std::nullopt;
    }
    return static_cast<std::int64_t>(Hasher().add(text(kSession)).value() >> 1);
  }

 private:
  std::string split_object(std::string_view line) {
    if (auto wrong = split_json(line, members_); !wrong.empty()) {
      return wrong;
    }
    fields_.assign(layout_.columns, "");
    for (const auto& [key, value] : members_) {
      const auto at = std::ranges::find(layout_.keys, key) - layout_.keys.begin();
      if (static_cast<std::size_t>(at) < fields_.size()) {
        fields_[static_cast<std::size_t>(at)] = value;
      } else if (const Role* const role = role_of(key); role && !has(*role)) {
        return fmt::format("key '{}' is for {}, and the first row does not have it", printable(key),
                           role->name);
      }
    }
    return "";
  }
  static const Role* role_of(std::string_view key) {
    const auto* const found = std::ranges::find_if(kRoles, [&](const Role& role) {
      return role.name == key || rank_of(role, key) != std::string_view::npos;
    });
    return found == kRoles.end() ? nullptr : found;
  }
  bool has(const Role& role) const {
    return layout_.has(static_cast<Column>(&role - kRoles.data()));
  }

  Layout layout_;
  CsvFields fields_;
  CsvScratch scratch_;
  JsonMembers members_;
  std::string number_;
};

// Tokens of each session's conversation so far, prompt and answer of its last turn.
class Conversations {
 public:
  // Whether the turn's prompt may hold what was said before; of a first turn nothing was.
  bool add(std::int64_t session, std::int32_t input, std::int32_t output) {
    const auto [at, first] = tokens_.emplace(session, 0);
    const bool holds = input >= at->second;
    later_turns_ += first ? 0 : 1;
    holding_ += first || !holds ? 0 : 1;
    at->second = std::int64_t{input} + output;
    return holds;
  }
  // Nine in ten of the later turns: prompts of their own are as long in half of the cases.
  bool grow() const { return later_turns_ > 0 && 10 * holding_ >= 9 * later_turns_; }

 private:
  std::unordered_map<std::int64_t, std::int64_t> tokens_;
  std::int64_t later_turns_ = 0, holding_ = 0;
};

// What only the whole file tells, read before its rows are.
struct Survey {
  TraceTimes times;
  bool sessions_grow = false;
};

// Nothing, after an error. Rows that cannot be read are left to the reader.
std::optional<Survey> survey_of(const TraceFile& file, const Layout& layout, Diagnostics& sink) {
  Survey survey{TraceTimes(layout.names[kArrival], file.options.timestamp_unit)};
  auto lines = TextLines::open(file.path, sink);
  if (!lines) {
    return std::nullopt;
  }
  Conversations conversations;
  RowFields row(layout);
  std::string_view line;
  bool more = !layout.keys.empty() || lines->next(line);
  for (bool is_first = true; more && lines->next(line);) {
    if (line.empty() || !row.split(line).empty()) {
      continue;
    }
    survey.times.look_at(row.number(kArrival));
    const auto session = row.session();
    const auto input = row.tokens(kInput);
    const auto output = row.tokens(kOutput);
    if (session && input && output) {
      conversations.add(*session, *input, *output);
    }
    more = !is_first || layout.has(kSession) || survey.times.needs_more_rows();
    is_first = false;
  }
  survey.sessions_grow = conversations.grow();
  return survey.times.settle(file.path, sink) ? std::optional(std::move(survey)) : std::nullopt;
}

class GenericReader final : public LineReader {
 public:
  GenericReader(TraceFile file, const Layout& layout, Survey survey, Diagnostics& sink)
      : LineReader(std::move(file.path), std::move(file.lines), file.options, sink),
        fields_(layout),
        survey_(std::move(survey)) {
    if (has(kClass)) {
      classes_.clear();
    }
  }
  TraceFormat format() const override { return TraceFormat::kGeneric; }
  bool sessions_grow() const override { return survey_.sessions_grow; }
  std::span<const std::int64_t> prefix_blocks() const override { return prefix_; }
  std::int32_t prefix_block_tokens() const override { return INT32_MAX; }
  std::int32_t prefix_tokens() const override { return prefix_tokens_; }

 protected:
  std::optional<TimeReading> reading() const override { return survey_.times.reading(); }
  bool parse(std::string_view line, TraceRow& row, Instant& when) override {
    if (auto wrong = fields_.split(line); !wrong.empty()) {
      return problem(std::move(wrong));
    }
    const auto cell = fields_.number(kArrival);
    const auto time = survey_.times.parse(cell);
    if (!time) {
      return problem(survey_.times.problem(name(kArrival), cell));
    }
    when = *time;
    return tokens(kInput, row.input) && tokens(kOutput, row.output) && read_class(row) &&
           read_session(row) && read_prefix(row);
  }

 private:
  bool has(Column column) const { return fields_.layout().has(column); }
  const std::string& name(Column column) const { return fields_.layout().names[column]; }
  std::string_view field(Column column) const { return fields_.text(column); }

  bool tokens(Column column, std::int32_t& value) {
    const auto parsed = fields_.tokens(column);
    if (!parsed) {
      return problem(token_problem(name(column), fields_.number(column)));
    }
    value = *parsed;
    return true;
  }

  bool read_class(TraceRow& row) {
    if (!has(kClass)) {
      return true;
    }
    const auto label = field(kClass);
    auto found = class_ids_.find(label);
    if (found == class_ids_.end()) {
      if (classes_.size() >= kMostClasses) {
        return problem(fmt::format("class '{}' is one more than the {} allowed", printable(label),
                                   kMostClasses));
      }
      found = class_ids_.emplace(label, static_cast<std::int32_t>(classes_.size())).first;
      classes_.emplace_back(label);
    }
    row.klass = found->second;
    return true;
  }

  // By the hash, so that memory does not grow with the labels. A row without label is a session of
  // its own.
  bool read_session(TraceRow& row) {
    if (has(kSession)) {
      const auto own = mix64(static_cast<std::uint64_t>(rows_before()) ^ 0x5e551047ULL) >> 1;
      row.session = fields_.session().value_or(static_cast<std::int64_t>(own));
    }
    return true;
  }

  // Of a label that occurs with several lengths (a conversation that grows) the shorter ones are
  // the beginnings of the longer.
  bool read_prefix(const TraceRow& row) {
    prefix_.clear();
    prefix_tokens_ = 0;
    const auto label = has(kPrefix) ? field(kPrefix) : std::string_view();
    if (survey_.sessions_grow && fields_.session() && (label.empty() || label == field(kSession))) {
      begin_with_conversation(row);
      return true;
    }
    if (label.empty()) {
      return true;
    }
    if (!tokens(kPrefixTokens, prefix_tokens_)) {
      return false;
    }
    if (prefix_tokens_ > row.input) {
      return problem(fmt::format("prefix_tokens = {} is more than input_tokens = {}",
                                 prefix_tokens_, row.input));
    }
    prefix_ = {static_cast<std::int64_t>(Hasher().add(label).value() >> 1)};
    return true;
  }

  // Its whole prompt is what the next turn begins with. A shorter prompt was cut, and so are those
  // behind it: they share a new beginning.
  void begin_with_conversation(const TraceRow& row) {
    auto& cuts = cuts_[row.session];
    cuts += conversations_.add(row.session, row.input, row.output) ? 0 : 1;
    const auto label = Hasher().add(static_cast<std::uint64_t>(row.session)).add(cuts).value();
    prefix_ = {static_cast<std::int64_t>(label >> 1)};
    prefix_tokens_ = row.input;
  }

  RowFields fields_;
  Survey survey_;
  Conversations conversations_;
  std::unordered_map<std::int64_t, std::int64_t> cuts_;  // by session
  std::vector<std::int64_t> prefix_;  // of the row at hand: its label, or nothing
  std::int32_t prefix_tokens_ = 0;
  std::map<std::string, std::int32_t, std::less<>> class_ids_;
};

bool recognises(std::string_view first_line) {
  CsvFields names;
  CsvScratch scratch;
  JsonMembers members;
  if (is_json(first_line)) {
    split_json(first_line, members);
    for (const auto& member : members) {
      names.push_back(member.first);
    }
    for (const std::string_view mooncake : {"input_length", "output_length", "hash_ids"}) {
      if (std::ranges::find(names, mooncake) != names.end()) {
        return false;  // a format of its own
      }
    }
  } else {
    split_csv(first_line.substr(0, 4096), names, scratch, delimiter_of(first_line));
  }
  if (fmt::format("{}", fmt::join(names, ",")) == "TIMESTAMP,ContextTokens,GeneratedTokens") {
    return false;  // a format of its own
  }
  int others = 0;
  for (const Role& role : kRoles) {
    for (const std::string_view name : names) {
      if (trimmed(name) == role.name) {
        return true;
      }
      others += rank_of(role, name) != std::string_view::npos ? 1 : 0;
    }
  }
  return others >= 2;  // one alone may be anything
}

std::unique_ptr<TraceReader> reader_of(TraceFile file, Diagnostics& diagnostics) {
  const auto layout = HeaderReader(file, diagnostics).read();
  auto survey = layout ? survey_of(file, *layout, diagnostics) : std::nullopt;
  if (survey && !layout->keys.empty()) {  // the first line is a row
    auto lines = TextLines::open(file.path, diagnostics);
    if (!lines) {
      return nullptr;
    }
    file.lines = std::move(*lines);
  }
  return survey ? std::make_unique<GenericReader>(std::move(file), *layout, std::move(*survey),
                                                  diagnostics)
                : nullptr;
}

}  // namespace

TraceFormatRules trace_formats::make_generic() {
  return {.looks_like =
              "arrival_s,input_tokens,output_tokens[,class][,session][,prefix], or with "
              "the same as keys of JSON",
          .example =
              "arrival_s,input_tokens,output_tokens\n"
              "0,374,44\n"
              "4.5,396,109\n",
          .recognises = recognises,
          .reader_of = reader_of};
}

}  // namespace costwright::sim
