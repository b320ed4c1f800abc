// Text keys of 8 to 24 bytes in the table of the word count twin.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "../twin/common.hpp"
#include "../twin/data.hpp"
#include "../wordcount/word_table.hpp"

namespace keyedreduce {

// Text of number n: the first 8 + mix64(n) % 17 of the lower-case letters that mix64(n) and mix64(n + 2^32) are in base 26, 12 of each, lowest first.
inline size_t text_of(uint64_t n, char* to) {
    uint64_t first = twin::mix64(n), second = twin::mix64(n + (uint64_t{1} << 32)), length = 8 + first % 17;
    for (int i = 0; i < 12; i++, first /= 26) to[i] = static_cast<char>('a' + first % 26);
    for (int i = 12; i < 24; i++, second /= 26) to[i] = static_cast<char>('a' + second % 26);
    return length;
}

struct TextTable {
    wordcount::WordTable words;

    size_t size() const { return words.size(); }

    // A text counts by its FNV-1a hash.
    template <typename F>
    void for_each(F&& visit) const {
        words.for_each([&](const wordcount::Entry& e) {
            uint64_t hash = 0xcbf29ce484222325;
            for (const char *p = e.bytes(), *end = p + e.length; p < end; p++) hash = (hash ^ static_cast<unsigned char>(*p)) * 0x100000001b3;
            visit(hash, e.count);
        });
    }
};

struct TextKeys {
    using Table = TextTable;

    struct Item {
        const char* text;
        uint64_t length;
        uint64_t value;
    };

    struct Input {
        twin::HugeArray<char> bytes;
        twin::HugeArray<Item> items;

        Input(uint64_t begin, uint64_t end, uint64_t keys) : bytes((end - begin) * 24 + wordcount::kPadding), items(end - begin) {
            twin::Series number(5), value(6);
            char* next = bytes.data();
            for (uint64_t i = begin; i < end; i++) {
                size_t length = text_of(number(i) % keys, next);
                items[i - begin] = {next, length, value(i) >> 33};
                next += length;
            }
        }
    };

    static constexpr size_t kRowHeader = 16;

    static Table reduce(const Input& input) {
        wordcount::WordTable local(wordcount::Hash::counting());
        wordcount::WordBatch batch(local);
        for (const Item& item : input.items) batch.add(item.text, item.length, item.value);
        batch.flush();
        return {twin::ranks() == 1 ? std::move(local) : exchange(local)};
    }

private:
    static size_t owner(uint64_t hash) { return static_cast<size_t>((hash >> 32) * static_cast<uint64_t>(twin::ranks()) >> 32); }

    // Rows: value (8 bytes), length (8), the text.
    static wordcount::WordTable exchange(const wordcount::WordTable& local) {
        auto ranks = static_cast<size_t>(twin::ranks()), me = static_cast<size_t>(twin::rank());
        std::vector<size_t> bytes(ranks), received_bytes(ranks);
        size_t mine = 0;
        local.for_each([&](const wordcount::Entry& e) {
            size_t to = owner(local.hash_of(e));
            if (to == me) mine++;
            else bytes[to] += kRowHeader + e.length;
        });
        MPI_Alltoall(bytes.data(), 1, MPI_UINT64_T, received_bytes.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
        std::vector<int> counts, starts, received_counts, received_starts;
        size_t sent = layout(bytes, counts, starts), received = layout(received_bytes, received_counts, received_starts);

        wordcount::WordTable merged(wordcount::Hash::merging(), mine);
        wordcount::WordBatch batch(merged);
        twin::HugeArray<char> outgoing(sent + 1), incoming(received + wordcount::kPadding);
        std::vector<char*> next(ranks);
        for (size_t r = 0; r < ranks; r++) next[r] = outgoing.data() + starts[r];
        local.for_each([&](const wordcount::Entry& e) {
            size_t to = owner(local.hash_of(e));
            if (to == me) return batch.add(e.bytes(), e.length, e.count);
            std::memcpy(next[to], &e.count, 8);
            std::memcpy(next[to] + 8, &e.length, 8);
            std::memcpy(next[to] + kRowHeader, e.bytes(), e.length);
            next[to] += kRowHeader + e.length;
        });
        batch.flush();
        MPI_Alltoallv(outgoing.data(), counts.data(), starts.data(), MPI_BYTE, incoming.data(), received_counts.data(), received_starts.data(), MPI_BYTE, MPI_COMM_WORLD);
        for (const char *p = incoming.data(), *end = p + received; p < end;) {
            uint64_t value, length;
            std::memcpy(&value, p, 8);
            std::memcpy(&length, p + 8, 8);
            batch.add(p + kRowHeader, length, value);
            p += kRowHeader + length;
        }
        batch.flush();
        return merged;
    }

    static size_t layout(const std::vector<size_t>& bytes, std::vector<int>& counts, std::vector<int>& starts) {
        size_t total = 0;
        for (size_t n : bytes) {
            starts.push_back(twin::mpi_count(total, "a buffer"));
            counts.push_back(twin::mpi_count(n, "a buffer"));
            total += n;
        }
        return total;
    }
};

}  // namespace keyedreduce
