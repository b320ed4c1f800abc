// Byte-range splits: N ranks each read 1/N of the bytes of a list of files, whatever the sizes of the files. A word belongs
// to the split in which its first byte lies; no word goes over the end of a file.
#pragma once
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "whitespace.hpp"
#include "word_table.hpp"

namespace wordcount {

struct InputFile {
    std::string path;
    uint64_t size;
};

// A folder stands for the regular files under it; the order is that of the paths, the same on every rank.
inline std::vector<InputFile> list_files(const std::vector<std::string>& arguments) {
    namespace fs = std::filesystem;
    std::vector<InputFile> files;
    try {
        for (const auto& argument : arguments) {
            if (!fs::is_directory(argument)) {
                files.push_back({argument, fs::file_size(argument)});
                continue;
            }
            size_t first = files.size();
            for (const auto& item : fs::recursive_directory_iterator(argument))
                if (item.is_regular_file()) files.push_back({item.path().string(), item.file_size()});
            std::sort(files.begin() + static_cast<long>(first), files.end(),
                      [](const InputFile& a, const InputFile& b) { return a.path < b.path; });
        }
    } catch (const fs::filesystem_error& e) {
        twin::fail(e.what());
    }
    return files;
}

// Reads the words of [begin, end) of one file into a batch.
class SplitReader {
public:
    SplitReader(const InputFile& file, WordBatch& batch, std::vector<char>& buffer) : file_(file), batch_(batch), buffer_(buffer) {
        fd_ = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd_ < 0) twin::fail("cannot read " + file.path + ": " + std::strerror(errno));
    }
    ~SplitReader() { close(fd_); }
    SplitReader(const SplitReader&) = delete;
    SplitReader& operator=(const SplitReader&) = delete;

    // Returns the number of words.
    uint64_t read(uint64_t begin, uint64_t end) {
        position_ = begin;
        if (begin > 0) {
            char before;
            position_ = begin - 1;
            pread_exactly(&before, 1);
            // The word that goes over our first byte is its owner's: its end is the first edge, and that is dropped.
            in_word_ = drop_ = !is_space(before);
        }
        while (position_ < end) scan(fill(std::min<uint64_t>(kBlock, end - position_)));
        while (in_word_ && !drop_ && position_ < file_.size) scan(to_first_space(fill(std::min<uint64_t>(kTail, file_.size - position_))));
        if (in_word_ && !drop_) {
            batch_.add(buffer_.data() + start_, size_ - start_, 1);
            words_++;
        }
        batch_.flush();
        return words_;
    }

    static constexpr size_t kBlock = 256 << 10;  // small enough to be in the level-2 cache when it is scanned

private:
    static constexpr size_t kTail = 4 << 10;

    // Appends n bytes of the file behind the unfinished word, which moves to the front unless it is there already.
    // Returns where the new bytes begin.
    size_t fill(size_t n) {
        batch_.flush();
        if (!in_word_ || drop_) start_ = size_;
        if (start_ > 0) std::memmove(buffer_.data(), buffer_.data() + start_, size_ - start_);
        size_t from = size_ - start_;
        start_ = 0;
        if (buffer_.size() < from + n + kPadding) buffer_.resize(std::max(2 * from, from + n) + kPadding);
        pread_exactly(buffer_.data() + from, n);
        size_ = from + n;
        return from;
    }

    // Behind the end of the split only the unfinished word is ours.
    size_t to_first_space(size_t from) {
        auto space = std::find_if(buffer_.data() + from, buffer_.data() + size_, is_space);
        size_ = std::min<size_t>(size_, space - buffer_.data() + 1);
        return from;
    }

    // Bytes [from, size_) of the buffer. An edge is a position where a word begins or, next time, ends.
    void scan(size_t from) {
        for (size_t at = from; at < size_; at += 64) {
            uint64_t word = word_bytes(buffer_.data() + at);
            size_t valid = std::min<size_t>(64, size_ - at);
            uint64_t edges = word ^ (word << 1 | uint64_t{in_word_});
            if (valid < 64) edges &= (uint64_t{1} << valid) - 1;
            for (bool inside = in_word_; edges; edges &= edges - 1, inside = !inside) {
                size_t edge = at + static_cast<size_t>(__builtin_ctzll(edges));
                if (inside) end_word(edge); else start_ = edge;
            }
            in_word_ = word >> (valid - 1) & 1;
        }
    }

    void end_word(size_t end) {
        if (drop_) {
            drop_ = false;
            return;
        }
        batch_.add(buffer_.data() + start_, end - start_, 1);
        words_++;
    }

    void pread_exactly(char* to, size_t n) {
        while (n > 0) {
            ssize_t got = pread(fd_, to, n, static_cast<off_t>(position_));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) twin::fail("cannot read " + file_.path + ": " + std::strerror(errno));
            if (got == 0) twin::fail(file_.path + " became shorter while it was read");
            to += got;
            n -= static_cast<size_t>(got);
            position_ += static_cast<uint64_t>(got);
        }
    }

    const InputFile& file_;
    WordBatch& batch_;
    std::vector<char>& buffer_;
    int fd_;
    uint64_t position_ = 0;  // of the next byte to read
    size_t size_ = 0;        // bytes in the buffer
    size_t start_ = 0;       // of the unfinished word
    bool in_word_ = false;
    bool drop_ = false;
    uint64_t words_ = 0;
};

// The words of split `part` of `parts`. Returns their number.
inline uint64_t count_split(const std::vector<InputFile>& files, int part, int parts, WordTable& table) {
    unsigned __int128 total = 0;
    for (const auto& f : files) total += f.size;
    auto begin = static_cast<uint64_t>(total * static_cast<unsigned>(part) / static_cast<unsigned>(parts));
    auto end = static_cast<uint64_t>(total * (static_cast<unsigned>(part) + 1) / static_cast<unsigned>(parts));
    WordBatch batch(table);
    std::vector<char> buffer(SplitReader::kBlock * 2 + kPadding);
    uint64_t words = 0, first = 0;  // `first` is where the file begins among all bytes
    for (const auto& f : files) {
        uint64_t from = std::max(begin, first), to = std::min(end, first + f.size);
        if (from < to) words += SplitReader(f, batch, buffer).read(from - first, to - first);
        first += f.size;
    }
    return words;
}

}  // namespace wordcount
