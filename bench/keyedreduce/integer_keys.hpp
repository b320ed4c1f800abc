// 64-bit keys: open addressing, linear probing, 16-byte entries in huge pages, home slots prefetched.
#pragma once
#include <algorithm>
#include <vector>

#include "../twin/common.hpp"
#include "../twin/data.hpp"

namespace keyedreduce {

struct Pair {
    uint64_t key, value;
};

// Key 0 marks a free slot and is kept beside the slots.
class IntegerTable {
public:
    // Two multipliers that have nothing to do with each other: see wordcount/word_table.hpp.
    static constexpr uint64_t kCounting = 0xD6E8FEB86659FD93, kMerging = 0xA0761D6478BD642F;

    explicit IntegerTable(uint64_t multiplier, size_t expected = 0) : multiplier_(multiplier) {
        size_t slots = 1 << 16;
        while (expected * 2 > slots) slots *= 2;
        slots_ = twin::HugeArray<Pair>(slots);
        shift_ = 64 - __builtin_ctzll(slots);
    }

    size_t size() const { return used_ + has_zero_; }

    void add_all(const Pair* pairs, size_t n) {
        constexpr size_t kAhead = 16;
        for (size_t i = 0; i < n; i++) {
            if (i + kAhead < n) __builtin_prefetch(&slots_[home(pairs[i + kAhead].key)], 1);
            add(pairs[i]);
        }
    }

    void add(Pair pair) {
        if (pair.key == 0) {
            has_zero_ = true;
            zero_ += pair.value;
            return;
        }
        for (size_t at = home(pair.key);; at = (at + 1) & (slots_.size() - 1)) {
            Pair& slot = slots_[at];
            if (slot.key == pair.key) {
                slot.value += pair.value;
                return;
            }
            if (slot.key == 0) {
                slot = pair;
                if (++used_ * 2 > slots_.size()) grow();
                return;
            }
        }
    }

    template <typename F>
    void for_each(F&& visit) const {
        for (const Pair& slot : slots_)
            if (slot.key) visit(slot.key, slot.value);
        if (has_zero_) visit(uint64_t{0}, zero_);
    }

private:
    size_t home(uint64_t key) const { return key * multiplier_ >> shift_; }

    void grow() {
        twin::HugeArray<Pair> old(slots_.size() * 2);
        std::swap(old, slots_);
        shift_--;
        for (const Pair& pair : old) {
            if (pair.key == 0) continue;
            size_t at = home(pair.key);
            while (slots_[at].key) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = pair;
        }
    }

    uint64_t multiplier_;
    int shift_;
    twin::HugeArray<Pair> slots_;
    size_t used_ = 0;
    uint64_t zero_ = 0;
    bool has_zero_ = false;
};

struct IntegerKeys {
    using Table = IntegerTable;

    struct Input {
        twin::HugeArray<Pair> pairs;

        Input(uint64_t begin, uint64_t end, uint64_t keys) : pairs(end - begin) {
            twin::Series number(5), value(6);
            for (uint64_t i = begin; i < end; i++) pairs[i - begin] = {twin::mix64(number(i) % keys), value(i) >> 33};
        }
    };

    static size_t owner(uint64_t key) {
        return static_cast<size_t>((key * 0x9E3779B97F4A7C15 >> 32) * static_cast<uint64_t>(twin::ranks()) >> 32);
    }

    // Combine, send what belongs elsewhere, combine again.
    static Table reduce(const Input& input) {
        Table local(IntegerTable::kCounting);
        local.add_all(input.pairs.data(), input.pairs.size());
        auto ranks = static_cast<size_t>(twin::ranks()), me = static_cast<size_t>(twin::rank());
        if (ranks == 1) return local;

        std::vector<int> counts(ranks), starts(ranks), received_counts(ranks), received_starts(ranks);
        local.for_each([&](uint64_t key, uint64_t) { counts[owner(key)]++; });
        size_t mine = static_cast<size_t>(counts[me]);
        counts[me] = 0;  // what stays here does not travel
        MPI_Alltoall(counts.data(), 1, MPI_INT, received_counts.data(), 1, MPI_INT, MPI_COMM_WORLD);
        int sent = 0, received = 0;
        for (size_t r = 0; r < ranks; r++) {
            starts[r] = sent;
            received_starts[r] = received;
            sent += counts[r];
            received += received_counts[r];
        }
        Table merged(IntegerTable::kMerging, mine);
        twin::HugeArray<Pair> outgoing(static_cast<size_t>(sent) + 1), incoming(static_cast<size_t>(received) + 1);
        std::vector<Pair> staying;
        staying.reserve(mine);
        std::vector<int> next = starts;
        local.for_each([&](uint64_t key, uint64_t value) {
            size_t to = owner(key);
            if (to == me) staying.push_back({key, value});
            else outgoing[static_cast<size_t>(next[to]++)] = {key, value};
        });
        merged.add_all(staying.data(), staying.size());
        MPI_Datatype pair;
        MPI_Type_contiguous(sizeof(Pair), MPI_BYTE, &pair);
        MPI_Type_commit(&pair);
        MPI_Alltoallv(outgoing.data(), counts.data(), starts.data(), pair, incoming.data(), received_counts.data(), received_starts.data(), pair, MPI_COMM_WORLD);
        MPI_Type_free(&pair);
        merged.add_all(incoming.data(), static_cast<size_t>(received));
        return merged;
    }
};

}  // namespace keyedreduce
