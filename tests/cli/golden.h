#pragma once
// Runs every command of tests/golden/cli/*.txt in the project's folder and compares stdout, stderr
// and exit code. COSTWRIGHT_UPDATE_GOLDEN=1 rewrites the expectations (read the diff before you
// commit it). The files named scenario-* run whole shipped scenarios: golden_slow_test.cpp.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace costwright::testing {

namespace fs = std::filesystem;

inline std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Golden {
  std::string description, command, out, err;
  int code = 0;
};

// "# description", "$ command", "--- stdout", text, "--- stderr", text, "--- exit N".
inline Golden parse(const std::string& text) {
  Golden golden;
  std::istringstream lines(text);
  std::string* part = nullptr;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ") && part == nullptr) {
      golden.description += line + "\n";
    } else if (line.starts_with("$ ") && part == nullptr) {
      golden.command = line.substr(2);
    } else if (line == "--- stdout") {
      part = &golden.out;
    } else if (line == "--- stderr") {
      part = &golden.err;
    } else if (line.starts_with("--- exit ")) {
      golden.code = std::stoi(line.substr(9));
    } else if (part != nullptr) {
      *part += line + "\n";
    }
  }
  return golden;
}

inline std::string format(const Golden& g) {
  return g.description + "$ " + g.command + "\n--- stdout\n" + g.out + "--- stderr\n" + g.err +
         "--- exit " + std::to_string(g.code) + "\n";
}

inline Golden run(const Golden& wanted) {
  const auto folder =
      fs::temp_directory_path() / ("costwright-golden-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const std::string shell = std::string("cd ") + SOURCE_DIR + " && export PATH=" + BINARY_DIR +
                            "/bin:$PATH COSTWRIGHT_CACHE=" + BINARY_DIR + "/test-cache && (" +
                            wanted.command + ") >" + (folder / "out").string() + " 2>" +
                            (folder / "err").string() + " </dev/null";
  const int status = std::system(shell.c_str());
  Golden got = wanted;
  got.out = read(folder / "out");
  got.err = read(folder / "err");
  got.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  fs::remove_all(folder);
  return got;
}

// Those that run whole scenarios, or the others.
inline std::vector<fs::path> goldens(bool whole_scenarios) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "tests/golden/cli")) {
    if (entry.path().stem().string().starts_with("scenario-") == whole_scenarios) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string test_name(const ::testing::TestParamInfo<fs::path>& file) {
  std::string name = file.param.stem().string();
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0;
      },
      '_');
  return name;
}

class GoldenTest : public ::testing::TestWithParam<fs::path> {
 protected:
  void check() {
    const Golden wanted = parse(read(GetParam()));
    ASSERT_FALSE(wanted.command.empty()) << GetParam();
    const Golden got = run(wanted);
    if (std::getenv("COSTWRIGHT_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(GetParam(), std::ios::binary) << format(got);
      return;
    }
    EXPECT_EQ(got.code, wanted.code) << wanted.command << "\n" << got.err;
    EXPECT_EQ(got.out, wanted.out) << wanted.command;
    EXPECT_EQ(got.err, wanted.err) << wanted.command;
  }
};

}  // namespace costwright::testing
