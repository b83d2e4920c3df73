#include "study/optimize/journal.h"

#include <charconv>
#include <filesystem>
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

std::string key_of(std::span<const int> choice) {
  return fmt::format("{}", fmt::join(choice, " "));
}

constexpr const char* kTables =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    "CREATE TABLE IF NOT EXISTS journal (stands_for TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS tried (choice TEXT NOT NULL, trial INTEGER NOT NULL,"
    " figures TEXT NOT NULL, PRIMARY KEY (choice, trial)) WITHOUT ROWID;";

}  // namespace

std::string encode(const Tried& tried) {
  std::string text = fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", number_text(tried.months_missed),
                                 number_text(tried.month_share), number_text(tried.nearest_target),
                                 number_text(tried.requests), tried.work, tried.why);
  for (const auto& [name, f] : tried.figures) {
    text += name;
    for (const double value : {f.value, f.low, f.high, f.fast, f.slow}) {
      text += '\t' + number_text(value);
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
    const std::string name(take_until(text, '\t'));
    Figure f;
    is_good = take_number(text, '\t', f.value) && take_number(text, '\t', f.low) &&
              take_number(text, '\t', f.high) && take_number(text, '\t', f.fast) &&
              take_number(text, '\n', f.slow);
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
  constexpr int kWaitMs = 5'000;  // for another search that writes to the same file
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
      !database->run(fmt::format("BEGIN IMMEDIATE; DELETE FROM tried; DELETE FROM journal;"
                                 "INSERT INTO journal VALUES ('{}'); COMMIT;",
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

void Journal::add(std::span<const int> choice, Trial how, const Tried& tried) {
  const std::lock_guard lock(database_->mutex);
  sqlite3_stmt* statement{};
  sqlite3_prepare_v2(database_->handle, "INSERT OR REPLACE INTO tried VALUES (?, ?, ?)", -1,
                     &statement, nullptr);
  const std::string key = key_of(choice);
  const std::string figures = encode(tried);
  sqlite3_bind_text(statement, 1, key.c_str(), -1, SQLITE_TRANSIENT);
  sqlite3_bind_int(statement, 2, static_cast<int>(how));
  sqlite3_bind_text(statement, 3, figures.c_str(), static_cast<int>(figures.size()),
                    SQLITE_TRANSIENT);
  const bool is_done = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  if (!is_done) {
    throw std::runtime_error("the journal cannot be written: " + database_->message());
  }
}

std::size_t Journal::size() const {
  const std::lock_guard lock(database_->mutex);
  const auto count = database_->ask("SELECT COUNT(*) FROM tried", "", 0);
  return count ? std::stoul(*count) : 0;
}

}  // namespace costwright::study
