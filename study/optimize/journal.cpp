#include "study/optimize/journal.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <mutex>
#include <sqlite3.h>
#include <stdexcept>

namespace costwright::study {
namespace {

// One of a row's fields per line; numbers in hexadecimal, which come back to the bit.
std::string number_text(double value) {
  return fmt::format("{:a}", value);
}

std::optional<double> number_of_text(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative ? 1 : 0);
  text.remove_prefix(text.starts_with("0x") ? 2 : 0);
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional(is_negative ? -value : value) : std::nullopt;
}

// Up to the separator, which is taken too.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

bool take_number(std::string_view& text, char separator, double& into) {
  const auto number = number_of_text(take_until(text, separator));
  into = number.value_or(0);
  return number.has_value();
}

// Most figures of a search have no range: a row holds such a one once.
Figure exactly(double value) {
  return {value, value, value, value, value};
}

std::string key_of(std::span<const int> choice) {
  return fmt::format("{}", fmt::join(choice, " "));
}

constexpr int kWaitMs = 5'000;  // for another search that writes to the same file

// "0 3 1"; empty when it is none.
Choice choice_of_key(std::string_view key) {
  Choice choice;
  while (!key.empty()) {
    const std::string_view part = take_until(key, ' ');
    int option = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), option);
    if (error != std::errc() || end != part.data() + part.size()) {
      return {};
    }
    choice.push_back(option);
  }
  return choice;
}

constexpr const char* kTables =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    "CREATE TABLE IF NOT EXISTS journal (stands_for TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS tried (choice TEXT NOT NULL, trial INTEGER NOT NULL,"
    " figures TEXT NOT NULL, PRIMARY KEY (choice, trial)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS begun (choice TEXT NOT NULL, trial INTEGER NOT NULL,"
    " times INTEGER NOT NULL, PRIMARY KEY (choice, trial)) WITHOUT ROWID;";

}  // namespace

std::string encode(const Tried& tried) {
  std::string text = fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", number_text(tried.months_missed),
                                 number_text(tried.month_share), number_text(tried.nearest_target),
                                 number_text(tried.requests), tried.work, tried.why);
  for (const auto& [name, f] : tried.figures) {
    text += name + '\t' + number_text(f.value);
    if (f != exactly(f.value)) {
      for (const double value : {f.low, f.high, f.fast, f.slow}) {
        text += '\t' + number_text(value);
      }
    }
    text += '\n';
  }
  return text;
}

std::optional<Tried> decode_tried(std::string_view text) {
  Tried tried;
  bool is_good =
      take_number(text, '\t', tried.months_missed) && take_number(text, '\t', tried.month_share) &&
      take_number(text, '\t', tried.nearest_target) && take_number(text, '\t', tried.requests);
  const std::string_view work = take_until(text, '\t');
  is_good = is_good &&
            std::from_chars(work.data(), work.data() + work.size(), tried.work).ec == std::errc();
  tried.why = take_until(text, '\n');
  while (is_good && !text.empty()) {
    std::string_view line = take_until(text, '\n');
    const std::string name(take_until(line, '\t'));
    Figure f;
    is_good = take_number(line, '\t', f.value);
    if (line.empty()) {
      f = exactly(f.value);
    } else {
      is_good = is_good && take_number(line, '\t', f.low) && take_number(line, '\t', f.high) &&
                take_number(line, '\t', f.fast) && take_number(line, '\t', f.slow);
    }
    tried.figures.emplace(name, f);
  }
  return is_good ? std::optional(std::move(tried)) : std::nullopt;
}

// One connection, one call at a time.
class JournalFile {
 public:
  sqlite3* handle{};
  mutable std::mutex mutex;

  JournalFile() = default;
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;
  ~JournalFile() { sqlite3_close(handle); }

  bool run(const std::string& sql) const {
    return sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  std::string message() const { return sqlite3_errmsg(handle); }

  // With these values for its question marks, as text.
  void write(const char* sql, const std::vector<std::string>& values) const {
    const std::lock_guard lock(mutex);
    sqlite3_stmt* statement{};
    sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr);
    for (std::size_t i = 0; i < values.size(); ++i) {
      sqlite3_bind_text(statement, static_cast<int>(i) + 1, values[i].c_str(),
                        static_cast<int>(values[i].size()), SQLITE_TRANSIENT);
    }
    const bool is_done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    if (!is_done) {
      throw std::runtime_error("the journal cannot be written: " + message());
    }
  }

  // Every row's columns as text. False after an error.
  bool ask_all(const char* sql,
               const std::function<void(const std::vector<std::string>&)>& take) const {
    sqlite3_stmt* statement{};
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr) != SQLITE_OK) {
      return false;
    }
    int step = sqlite3_step(statement);
    for (; step == SQLITE_ROW; step = sqlite3_step(statement)) {
      std::vector<std::string> row;
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        row.emplace_back(text != nullptr ? std::string(text, bytes) : std::string());
      }
      take(row);
    }
    sqlite3_finalize(statement);
    return step == SQLITE_DONE;
  }

  // The first column of the first row; nullopt: no row, or an error.
  std::optional<std::string> ask(const char* sql, const std::string& key, int number) const {
    sqlite3_stmt* statement{};
    sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, key.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(statement, 2, number);
    std::optional<std::string> answer;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      answer.emplace(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                     static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
    }
    sqlite3_finalize(statement);
    return answer;
  }
};

Journal::Journal(std::unique_ptr<JournalFile> file) : database_(std::move(file)) {}
Journal::~Journal() = default;

std::unique_ptr<Journal> Journal::open(const std::string& path,
                                       std::uint64_t stands_for,
                                       Diagnostics& diagnostics) {
  auto database = std::make_unique<JournalFile>();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  const auto refused = [&] {
    diagnostics.error({path}, fmt::format("cannot be the journal: {}", database->message()),
                      "name another folder with -o, or delete the file");
    return nullptr;
  };
  if (sqlite3_open_v2(path.c_str(), &database->handle, flags, nullptr) != SQLITE_OK) {
    return refused();
  }
  sqlite3_busy_timeout(database->handle, kWaitMs);
  if (!database->run(kTables)) {
    return refused();
  }
  const std::string wanted = fmt::format("{:016x}", stands_for);
  const auto found = database->ask("SELECT stands_for FROM journal", "", 0);
  if (found != wanted &&
      !database->run(fmt::format(
          "BEGIN IMMEDIATE; DELETE FROM tried; DELETE FROM journal;"
          "DELETE FROM about; DELETE FROM begun; INSERT INTO journal VALUES ('{}'); COMMIT;",
          wanted))) {
    return refused();
  }
  return std::unique_ptr<Journal>(new Journal(std::move(database)));
}

std::optional<Tried> Journal::find(std::span<const int> choice, Trial how) const {
  const std::lock_guard lock(database_->mutex);
  const auto row = database_->ask("SELECT figures FROM tried WHERE choice = ? AND trial = ?",
                                  key_of(choice), static_cast<int>(how));
  return row ? decode_tried(*row) : std::nullopt;
}

void Journal::begin(std::span<const int> choice, Trial how) {
  database_->write("INSERT INTO begun VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
                   {key_of(choice), std::to_string(static_cast<int>(how))});
}

void Journal::add(std::span<const int> choice, Trial how, const Tried& tried) {
  database_->write("INSERT OR REPLACE INTO tried VALUES (?, ?, ?)",
                   {key_of(choice), std::to_string(static_cast<int>(how)), encode(tried)});
}

std::size_t Journal::size() const {
  const std::lock_guard lock(database_->mutex);
  const auto count = database_->ask("SELECT COUNT(*) FROM tried", "", 0);
  return count ? std::stoul(*count) : 0;
}

std::size_t Journal::cut_short() const {
  const std::lock_guard lock(database_->mutex);
  const auto count = database_->ask(
      "SELECT (SELECT TOTAL(times) FROM begun) - (SELECT COUNT(*) FROM tried)", "", 0);
  return count ? static_cast<std::size_t>(std::max(0.0, std::stod(*count))) : 0;
}

void Journal::tell(const std::string& name, const std::string& value) {
  database_->write("INSERT OR REPLACE INTO about VALUES (?, ?)", {name, value});
}

namespace {

// False after an error: no database, or one without these tables.
bool read_rows(const JournalFile& database, JournalRows& rows) {
  const bool has_about = database.ask_all("SELECT name, value FROM about", [&](const auto& row) {
    rows.about[row[0]] = row[1];
  });
  return has_about &&
         database.ask_all(
             "SELECT choice, trial, figures FROM tried ORDER BY 1, 2", [&](const auto& row) {
               Choice choice = choice_of_key(row[0]);
               auto tried = decode_tried(row[2]);
               const bool is_trial = row[1].size() == 1 && row[1] >= "0" && row[1] <= "2";
               if (!choice.empty() && tried && is_trial) {
                 rows.tried.push_back(
                     {std::move(choice), static_cast<Trial>(row[1][0] - '0'), std::move(*tried)});
               }
             });
}

// As a URI, in which these mean something.
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02x}", static_cast<unsigned char>(c))
                                            : std::string(1, c);
  }
  return uri;
}

}  // namespace

std::optional<JournalRows> read_journal(const std::string& path, Diagnostics& diagnostics) {
  // The log of a journal in a folder that may not be written can be read only as if nobody else
  // wrote to it.
  std::string why;
  for (const char* how : {"?mode=ro", "?mode=ro&immutable=1"}) {
    JournalFile database;
    JournalRows rows;
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    if (sqlite3_open_v2((uri_of(path) + how).c_str(), &database.handle, flags, nullptr) ==
        SQLITE_OK) {
      sqlite3_busy_timeout(database.handle, kWaitMs);
      if (read_rows(database, rows)) {
        return rows;
      }
    }
    why = database.message();
  }
  diagnostics.error({path}, fmt::format("is no journal of a search: {}", why),
                    "`costwright optimize -o DIR` writes DIR/journal.sqlite");
  return std::nullopt;
}

}  // namespace costwright::study
