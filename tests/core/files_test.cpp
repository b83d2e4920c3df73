#include "core/files.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace costwright::testing {
namespace {

namespace fs = std::filesystem;

class FilesFolder : public ::testing::Test {
 protected:
  std::string folder_ =
      (fs::temp_directory_path() / fmt::format("costwright-files-test-{}", ::getpid())).string();
  void SetUp() override { fs::remove_all(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::string read(const std::string& name) const {
    Diagnostics diagnostics;
    return read_file(folder_ + "/" + name, diagnostics).value_or("none");
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
};

TEST_F(FilesFolder, WhatIsNoFileIsSaid) {
  fs::create_directories(folder_);
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(why_no_file(folder_), "'" + folder_ + "' is a folder, not a file");
  EXPECT_EQ(why_no_file(pipe), "'" + pipe + "' is not a regular file");
  EXPECT_EQ(why_no_file("/dev/zero"), "'/dev/zero' is not a regular file");
  EXPECT_EQ(why_no_file(folder_ + "/none"), "there is no file '" + folder_ + "/none'");
  EXPECT_EQ(why_no_file("/proc/self/exe"), "");
}

TEST_F(FilesFolder, ASetReplacesTheLastOneAndTakesWhatItHasNotAway) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_files(folder_, {{"a", "1"}, {"b", "1"}, {"c", "1"}}, diagnostics));
  ASSERT_TRUE(write_files(folder_, {{"a", "2"}, {"b", "2"}, {"c", std::nullopt}}, diagnostics));
  EXPECT_EQ(read("a") + read("b"), "22");
  EXPECT_EQ(files(), 2U);
  EXPECT_EQ(diagnostics.text(), "");
}

TEST_F(FilesFolder, ASetThatCannotBeWrittenLeavesTheLastOne) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_files(folder_, {{"a", "1"}, {"b", "1"}}, diagnostics));
  const std::string no_name(300, 'x');  // longer than a name may be
  EXPECT_FALSE(write_files(folder_, {{"a", "2"}, {"b/" + no_name + "/c", "2"}}, diagnostics));
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(read("a") + read("b"), "11");
  EXPECT_EQ(files(), 2U);
}

// Whenever the writer is killed, what is there is of one run.
TEST_F(FilesFolder, AKilledWriterLeavesNoMixture) {
  const auto set_of = [](int run) {
    std::vector<NamedText> files;
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
      files.push_back({name, std::string(20000, static_cast<char>('0' + run % 10))});
    }
    return files;
  };
  for (int trial = 0; trial < 40; ++trial) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int run = trial;; ++run) {
        Diagnostics ignored;
        write_files(folder_, set_of(run), ignored);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(3000 + 317 * trial));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::string seen;
    for (const NamedText& file : set_of(0)) {
      const std::string text = read(file.name);
      if (text != "none") {
        ASSERT_EQ(text.size(), 20000U);
        seen += text[0];
      }
    }
    EXPECT_EQ(seen.find_first_not_of(seen.empty() ? '0' : seen[0]), std::string::npos) << seen;
  }
}

TEST_F(FilesFolder, WhatIsInTheWayOfAFolderIsSaid) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_file(folder_ + "/file", "", diagnostics));
  fs::create_symlink("nowhere", folder_ + "/link");
  EXPECT_FALSE(write_files(folder_ + "/link", {{"a.csv", ""}}, diagnostics));
  EXPECT_FALSE(write_files(folder_ + "/link/deeper", {{"a.csv", ""}}, diagnostics));
  EXPECT_FALSE(write_files(folder_ + "/file", {{"a.csv", ""}}, diagnostics));
  const std::string said = ": error: its folder cannot be created: '" + folder_;
  const std::string link =
      said +
      "/link' is a link to 'nowhere', which is not there; create that folder, remove the link or "
      "choose another name\n";
  EXPECT_EQ(diagnostics.text(), folder_ + "/file/a.csv" + said +
                                    "/file' is a file; remove it or choose another name\n" +
                                    folder_ + "/link/a.csv" + link + folder_ +
                                    "/link/deeper/a.csv" + link);
  EXPECT_FALSE(fs::exists(folder_ + "/nowhere"));
}

TEST_F(FilesFolder, PrivateFilesAreTheirOwnersAlone) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_file(folder_ + "/secret", "x", diagnostics, FileAccess::kPrivate));
  struct stat status {};
  ASSERT_EQ(::stat((folder_ + "/secret").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

// The link goes, what it led to stays.
TEST_F(FilesFolder, ALinkIsNotWrittenThrough) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_file(folder_ + "/victim", "keep", diagnostics));
  fs::create_symlink(folder_ + "/victim", folder_ + "/out");
  ASSERT_TRUE(write_file(folder_ + "/out", "new", diagnostics));
  ASSERT_TRUE(write_files(folder_, {{"out", "newer"}}, diagnostics));
  EXPECT_EQ(read("victim"), "keep");
  EXPECT_EQ(read("out"), "newer");
}

TEST_F(FilesFolder, ADocumentIsKeptBehindItsLinkAndWithItsMode) {
  Diagnostics diagnostics;
  ASSERT_TRUE(write_file(folder_ + "/deep/scenario", "old", diagnostics));
  ASSERT_EQ(::chmod((folder_ + "/deep/scenario").c_str(), 0640), 0);
  fs::create_symlink("deep/scenario", folder_ + "/link");
  ASSERT_TRUE(write_file(folder_ + "/link", "new", diagnostics, FileAccess::kKept));
  EXPECT_TRUE(fs::is_symlink(folder_ + "/link"));
  EXPECT_EQ(read("deep/scenario"), "new");
  struct stat status {};
  ASSERT_EQ(::stat((folder_ + "/deep/scenario").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ + "/deep"), {}), 1) << "no temporary";
}

TEST_F(FilesFolder, WhatIsNoRegularFileIsRefused) {
  fs::create_directories(folder_);
  ASSERT_EQ(::mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  for (const std::string& path :
       std::vector<std::string>{folder_ + "/pipe", "/dev/zero", folder_}) {
    Diagnostics diagnostics;
    EXPECT_FALSE(read_file(path, diagnostics)) << path;
    EXPECT_TRUE(diagnostics.has_errors()) << path;
  }
}

}  // namespace
}  // namespace costwright::testing
