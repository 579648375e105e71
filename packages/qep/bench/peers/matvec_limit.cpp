// y = Hx for a sum of Pauli strings, as fast as one core does it: the practical limit that bench/kernels/matvec.ts
// compares with. The algorithm is that of the library's kernels; the vectors are as wide as the processor's.
//
//     g++ -std=c++20 -O3 -march=native matvec_limit.cpp -o matvec_limit
//
// -DWIDTH=16 makes vectors of 16 bytes, as those of WebAssembly. Commands come on standard input, numbers after them;
// answers are lines:
//     plan BITS COUNT, then COUNT lines "FLIPS SIGNS COEFFICIENT"   (Hx)_i = sum_k c_k (-1)^|signs_k & i| x_{i ^ flips_k}
//     shape                     the groups of the plan, as a header
//     time SECONDS              of the fastest product and of the median, in seconds; x.y; |y|^2
// Compiled again with -DSHAPE='"HEADER"' the groups are known to the compiler, which is the fastest there is. Only plans
// with that shape can then be timed.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>
#include <vector>
#include <sys/mman.h>

#if !defined(WIDTH) && defined(__AVX512F__)
#define WIDTH 64
#elif !defined(WIDTH) && defined(__AVX__)
#define WIDTH 32
#elif !defined(WIDTH)
#define WIDTH 16
#endif

namespace {

typedef double Vec __attribute__((vector_size(WIDTH)));
typedef long long Index __attribute__((vector_size(WIDTH)));

constexpr int lanes = WIDTH / 8;
constexpr int laneBits = lanes == 8 ? 3 : lanes == 4 ? 2 : 1;
constexpr int registers = 8;           // accumulators: enough to hide the latency of a fused multiply-add
constexpr int tileBits = laneBits + 3; // a tile is eight registers
constexpr int lowBits = 3;             // a block is eight tiles
constexpr int middleBits = 6;
constexpr int blockBits = tileBits + lowBits;

int parity(uint32_t bits) { return __builtin_popcount(bits) & 1; }

// Memory on large pages where the system has them: what is measured is the product, not the page tables.
template <class T> T* reserve(size_t count) {
  const size_t bytes = (count * sizeof(T) + (1u << 21) - 1) >> 21 << 21;
  void* memory = std::aligned_alloc(1u << 21, bytes);
  madvise(memory, bytes, MADV_HUGEPAGE);
  std::memset(memory, 0, bytes);
  return static_cast<T*>(memory);
}

struct Term {
  uint32_t flips, signs;
  double coefficient;
};

// How the factor of a group varies inside a tile: not at all, the same in each register, or freely.
enum Factor { one = 0, lane = 1, full = 2 };

// Terms with one flip mask; their factor is a table over (parities of the far bits, tile of the block, element).
struct Group {
  uint32_t flips;
  Factor factor;
  std::vector<uint32_t> basis; // masks over the far bits, independent over GF(2)
  double* table;
  size_t tableLength;
  int elementBits() const { return factor == one ? 0 : factor == lane ? laneBits : tileBits; }
  int kind() const {
    const int inside = flips & ((1 << tileBits) - 1);
    const int exchanged = inside >> laneBits, swapped = (inside & (lanes - 1)) != 0;
    return (exchanged * 2 + swapped) * 3 + factor;
  }
};

struct Span { // a subspace of GF(2)^n and how masks are made of its basis
  std::vector<uint32_t> basis;
  std::vector<std::pair<uint32_t, uint32_t>> rows;
  std::pair<uint32_t, uint32_t> reduce(uint32_t mask) const {
    uint32_t selector = 0;
    for (auto [row, made] : rows)
      if ((mask ^ row) < mask) mask ^= row, selector ^= made;
    return {mask, selector};
  }
  void include(uint32_t mask) {
    auto [rest, selector] = reduce(mask);
    if (!rest) return;
    rows.push_back({rest, selector ^ (1u << basis.size())});
    std::sort(rows.rbegin(), rows.rend());
    basis.push_back(mask);
  }
};

void walshHadamard(double* table, size_t length) {
  for (size_t half = 1; half < length; half *= 2)
    for (size_t i = 0; i < length; i++)
      if (!(i & half)) {
        const double a = table[i], b = table[i + half];
        table[i] = a + b;
        table[i + half] = a - b;
      }
}

double* reserveTable(size_t length) {
  const size_t bytes = (8 * length + 63) & ~size_t(63);
  return static_cast<double*>(std::memset(std::aligned_alloc(64, bytes), 0, bytes));
}

Group makeGroup(uint32_t flips, const std::vector<Term>& terms) {
  uint32_t used = 0;
  Span span;
  for (const Term& term : terms) used |= term.signs, span.include(term.signs >> blockBits);
  const uint32_t inTile = used & ((1 << tileBits) - 1);
  Group group{flips, !inTile ? one : inTile < uint32_t(lanes) ? lane : full, span.basis, nullptr, 0};
  const int bits = group.elementBits();
  group.tableLength = size_t(1) << (span.basis.size() + lowBits + bits);
  group.table = reserveTable(group.tableLength);
  for (const Term& term : terms) {
    const size_t far = span.reduce(term.signs >> blockBits).second;
    const size_t low = (term.signs >> tileBits) & ((1 << lowBits) - 1);
    group.table[((far << lowBits | low) << bits) | (term.signs & ((1 << bits) - 1))] += term.coefficient;
  }
  walshHadamard(group.table, group.tableLength);
  return group;
}

// Terms that vary inside a tile first: what overflows a table of 2^5 kilobyte rows is then uniform and cheap.
std::vector<Group> makeGroups(const std::vector<Term>& terms) {
  std::map<uint32_t, std::vector<Term>> byFlip;
  for (const Term& term : terms) byFlip[term.flips].push_back(term);
  std::vector<Group> groups;
  for (auto& [flips, members] : byFlip) {
    auto isVarying = [](const Term& term) { return (term.signs & ((1 << tileBits) - 1)) != 0; };
    std::stable_partition(members.begin(), members.end(), isVarying);
    std::vector<Term> chosen;
    Span span;
    for (const Term& term : members) {
      const size_t limit = isVarying(chosen.empty() ? term : chosen.front()) ? 14 - blockBits + 1 : 8;
      if (span.basis.size() >= limit && span.reduce(term.signs >> blockBits).first) {
        groups.push_back(makeGroup(flips, chosen));
        chosen.clear();
        span = {};
      }
      span.include(term.signs >> blockBits);
      chosen.push_back(term);
    }
    groups.push_back(makeGroup(flips, chosen));
  }
  std::stable_sort(groups.begin(), groups.end(), [](auto& a, auto& b) { return a.kind() < b.kind(); });
  return groups;
}

struct Record {
  uint64_t flip;           // of the tile, in bytes
  const char* row;         // factors of the block
  const char* table;
  Index permutation;       // of the lanes
  int kind;
};

struct Plan {
  int bits = 0;
  std::vector<Group> groups;
  std::vector<Record> records;
  std::vector<uint32_t> middle, high; // byte offsets of rows, [index][group]
  double *x = nullptr, *y = nullptr;
};

// The offset of a group's row for each value of the far bits from `shift` upward.
void writeOffsets(std::vector<uint32_t>& offsets, const std::vector<Group>& groups, int bits, int shift) {
  offsets.resize(groups.size() << bits);
  for (uint32_t index = 0; index < 1u << bits; index++)
    for (size_t g = 0; g < groups.size(); g++) {
      uint32_t row = 0;
      for (size_t b = 0; b < groups[g].basis.size(); b++) row |= parity((groups[g].basis[b] >> shift) & index) << b;
      offsets[index * groups.size() + g] = row << (lowBits + groups[g].elementBits() + 3);
    }
}

void finish(Plan& plan, std::vector<Term> terms) {
  plan.groups = makeGroups(terms);
  const auto& groups = plan.groups;
  plan.records.resize(groups.size());
  for (size_t g = 0; g < groups.size(); g++) {
    Record& record = plan.records[g];
    record.flip = uint64_t(groups[g].flips >> tileBits) << (tileBits + 3);
    record.table = reinterpret_cast<const char*>(groups[g].table);
    for (int k = 0; k < lanes; k++) record.permutation[k] = k ^ (groups[g].flips & (lanes - 1));
    record.kind = groups[g].kind();
  }
  const int far = plan.bits - blockBits, mid = std::min(far, middleBits);
  writeOffsets(plan.middle, groups, mid, 0);
  writeOffsets(plan.high, groups, far - mid, mid);
}

Vec at(const char* p) { return *reinterpret_cast<const Vec*>(p); }
double number(const char* p) { return *reinterpret_cast<const double*>(p); }

// One group, for one tile: a += factor * (flipped x).
template <int kind>
__attribute__((always_inline)) inline void addGroup(
    Vec (&a)[registers], const char* p, const char* row, uint64_t low, Index permutation) {
  constexpr int factor = kind % 3, swapped = kind / 3 % 2, exchanged = kind / 6;
  constexpr int bits = factor == one ? 0 : factor == lane ? laneBits : tileBits;
  const char* f = row + (low << (bits + 3));
  Vec same{};
  if constexpr (factor == one) same = number(f) - Vec{};
  if constexpr (factor == lane) same = at(f);
#pragma GCC unroll 8
  for (int k = 0; k < registers; k++) {
    Vec v = at(p + (k ^ exchanged) * WIDTH);
    if constexpr (swapped) v = __builtin_shuffle(v, permutation);
    a[k] += (factor == full ? at(f + k * WIDTH) : same) * v;
  }
}

constexpr Index lanesFlippedBy(int flip) {
  Index permutation{};
  for (int k = 0; k < lanes; k++) permutation[k] = k ^ flip;
  return permutation;
}

__attribute__((always_inline)) inline void addGroups(
    Vec (&a)[registers], const Record* records, const Record* end, const char* x, uint64_t offset, uint64_t low) {
#ifdef SHAPE
#define GROUP(g, kind, flip) \
  addGroup<kind>(a, x + (offset ^ (uint64_t(flip >> tileBits) << (tileBits + 3))), records[g].row, low, \
                 lanesFlippedBy(flip & (lanes - 1)));
#include SHAPE
#else
  for (const Record* g = records; g != end;) {
#define CASE(k) \
  case k: \
    do addGroup<k>(a, x + (offset ^ g->flip), g->row, low, g->permutation); \
    while (++g != end && g->kind == k); \
    break;
#define CASES(k) CASE(k) CASE(k + 1) CASE(k + 2) CASE(k + 3) CASE(k + 4) CASE(k + 5)
    switch (g->kind) { CASES(0) CASES(6) CASES(12) CASES(18) CASES(24) CASES(30) CASES(36) CASES(42) }
  }
#endif
}

double apply(Plan& plan) {
  const int far = plan.bits - blockBits, mid = std::min(far, middleBits);
  const size_t count = plan.records.size();
  const char* x = reinterpret_cast<const char*>(plan.x);
  char* y = reinterpret_cast<char*>(plan.y);
  Record* records = plan.records.data();
  Vec sums[2] = {};
  for (uint64_t block = 0; block < 1ull << far; block++) {
    const uint32_t* m = &plan.middle[(block & ((1 << mid) - 1)) * count];
    const uint32_t* h = &plan.high[(block >> mid) * count];
    for (size_t g = 0; g < count; g++) records[g].row = records[g].table + (m[g] ^ h[g]);
    for (uint64_t low = 0; low < 1 << lowBits; low++) {
      const uint64_t offset = (block << lowBits | low) << (tileBits + 3);
      Vec a[registers] = {};
      addGroups(a, records, records + count, x, offset, low);
#pragma GCC unroll 8
      for (int k = 0; k < registers; k++) {
        sums[k & 1] += at(x + offset + k * WIDTH) * a[k];
        *reinterpret_cast<Vec*>(y + offset + k * WIDTH) = a[k];
      }
    }
  }
  double sum = 0;
  for (int k = 0; k < lanes; k++) sum += sums[0][k] + sums[1][k];
  return sum;
}

void readPlan(Plan& plan) {
  int count = 0;
  if (std::scanf("%d %d", &plan.bits, &count) != 2 || plan.bits < blockBits) std::exit(2);
  std::vector<Term> terms(count);
  for (Term& term : terms)
    if (std::scanf("%u %u %lf", &term.flips, &term.signs, &term.coefficient) != 3) std::exit(2);
  finish(plan, terms);
  std::free(plan.x);
  std::free(plan.y);
  const size_t length = size_t(1) << plan.bits;
  plan.x = reserve<double>(length);
  plan.y = reserve<double>(length);
  for (size_t i = 0; i < length; i++) plan.x[i] = std::sin(double(i));
}

void printShape(const Plan& plan) {
  for (size_t g = 0; g < plan.groups.size(); g++)
    std::printf("GROUP(%zu, %d, %u)\n", g, plan.groups[g].kind(), plan.groups[g].flips);
}

void checkShape([[maybe_unused]] const Plan& plan) {
#ifdef SHAPE
#undef GROUP
#define GROUP(g, kindOf, flip) {kindOf, flip##u},
  const std::vector<std::pair<int, uint32_t>> known = {
#include SHAPE
  };
  bool same = known.size() == plan.groups.size();
  for (size_t g = 0; same && g < known.size(); g++)
    same = known[g].first == plan.groups[g].kind() && known[g].second == plan.groups[g].flips;
  if (!same) std::exit(3);
#endif
}

void time(Plan& plan) {
  double budget = 0;
  if (std::scanf("%lf", &budget) != 1) std::exit(2);
  checkShape(plan);
  std::vector<double> seconds;
  double overlap = 0, square = 0, spent = 0;
  // Products of microseconds are timed in bundles of some 50 us, so that the clock does not count.
  const int bundle = std::max(1, (1 << 16) >> plan.bits);
  for (int b = 0; b < 3 * bundle; b++) apply(plan);
  while (spent < budget || seconds.size() < 3) {
    const auto start = std::chrono::steady_clock::now();
    for (int b = 0; b < bundle; b++) overlap = apply(plan);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / bundle);
    spent += seconds.back() * bundle;
  }
  for (size_t i = 0; i < size_t(1) << plan.bits; i++) square += plan.y[i] * plan.y[i];
  std::sort(seconds.begin(), seconds.end());
  std::printf("%.9e %.9e %.17g %.17g\n", seconds.front(), seconds[seconds.size() / 2], overlap, square);
}

} // namespace

int main() {
  Plan plan;
  char command[16];
  while (std::scanf("%15s", command) == 1) {
    if (!std::strcmp(command, "plan")) readPlan(plan);
    else if (!std::strcmp(command, "shape")) printShape(plan);
    else if (!std::strcmp(command, "time")) time(plan);
    else return 2;
    std::fflush(stdout);
  }
}
