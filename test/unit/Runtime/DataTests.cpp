// Part of Cortex, under the MIT licence.
// Tests memory pools, random numbers, products and the readers of data files.
#include "Dataset.h"
#include "Random.h"
#include "Runtime/RuntimeTesting.h"
#include <array>
#include <cmath>
#include <fstream>
#include <numeric>
#include <zlib.h>

extern "C" void memrefCopy(int64_t bytes, const void *source, const void *target);

using namespace cortex::test;

namespace {

void write(const std::string &path, const std::string &bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string idx(std::initializer_list<int> dims, const std::string &data) {
  std::string text{'\0', '\0', '\x08', static_cast<char>(dims.size())};
  for (int extent : dims)
    text += {'\0', '\0', '\0', static_cast<char>(extent)};
  return text + data;
}

} // namespace

TEST_CASE("the pool reuses what it has", "[runtime][memory]") {
  cortex_rt_free(cortex_rt_alloc(1000, 64, nullptr));
  int64_t before = cortex_rt_allocation_count(), used = cortex_rt_memory_in_use();
  for (int i = 0; i < 100; ++i) {
    void *storage = cortex_rt_alloc(1000, 64, nullptr);
    CHECK(reinterpret_cast<uintptr_t>(storage) % 64 == 0);
    cortex_rt_free(storage);
  }
#if !__has_feature(address_sanitizer) // which has no pool
  CHECK(cortex_rt_allocation_count() == before);
#endif
  CHECK(cortex_rt_allocation_count() >= before);
  CHECK(cortex_rt_memory_in_use() == used);
  for (int64_t bytes : {0, 1, 63, 64, 65, 255, 256, 257, 320, 321, 4095, 4097, 1'000'000}) {
    void *storage = cortex_rt_alloc(bytes, 16, nullptr);
    std::memset(storage, 1, static_cast<size_t>(bytes));
    cortex_rt_free(storage);
  }
  CHECK(failure([] { cortex_rt_alloc(INT64_MAX, 64, nullptr); }).starts_with("memory: "));
  CHECK(failure([] { cortex_rt_alloc(-1, 64, nullptr); }).starts_with("memory: "));
}

TEST_CASE("Philox gives the published numbers", "[runtime][random]") {
  // The vectors of Random123 (D. E. Shaw Research), file tests/kat_vectors, lines philox4x32 10.
  using Block = std::array<uint32_t, 4>;
  CHECK(rt::philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(rt::philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(rt::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random numbers have their moments and repeat", "[runtime][random]") {
  std::vector<double> normal(100'000), uniform(100'000);
  std::vector<float> first(7), second(7);
  cortex_rt_rand_seed(5);
  cortex_rt_rand_normal_f64(normal.data(), 100'000, 1, 2);
  cortex_rt_rand_uniform_f64(uniform.data(), 100'000, 0, 1);
  double mean = std::accumulate(normal.begin(), normal.end(), 0.0) / 1e5, square = 0;
  for (double x : normal)
    square += (x - mean) * (x - mean);
  CHECK(mean == Approx(1).margin(0.03));
  CHECK(std::sqrt(square / 1e5) == Approx(2).margin(0.03));
  CHECK(std::accumulate(uniform.begin(), uniform.end(), 0.0) / 1e5 == Approx(0.5).margin(0.005));
  for (auto *out : {&first, &second}) {
    cortex_rt_rand_seed(1);
    cortex_rt_rand_normal_f32(out->data(), 7, 0, 1);
  }
  CHECK(first == second);
  std::vector<int64_t> places(50), draws(1000);
  cortex_rt_rand_permutation(places.data(), 50);
  std::sort(places.begin(), places.end());
  CHECK(places[49] == 49);
  cortex_rt_rand_int(draws.data(), 1000, -2, 3, &here);
  CHECK(*std::min_element(draws.begin(), draws.end()) == -2);
  CHECK(*std::max_element(draws.begin(), draws.end()) == 2);
  CHECK(failure([&] { cortex_rt_rand_int(draws.data(), 1, 3, 3, &here); }).starts_with("value: "));
  cortex_rt_rand_seed(0);
}

TEST_CASE("products agree with the plain loop", "[runtime][gemm]") {
  for (auto [m, n, k] : {std::array{3, 4, 5}, std::array{33, 17, 40}, std::array{64, 1, 200},
                         std::array{1, 30, 300}, std::array{3, 1, 0}, std::array{2, 2, 0}})
    for (int flags = 0; flags < 8; ++flags) {
      bool transA = flags & 1, transB = flags & 2, accumulate = flags & 4;
      std::vector<double> a(m * k), b(k * n), c(m * n, 1.0),
          expected(m * n, accumulate ? 1.0 : 0.0);
      cortex_rt_rand_normal_f64(a.data(), m * k, 0, 1);
      cortex_rt_rand_normal_f64(b.data(), k * n, 0, 1);
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j)
          for (int p = 0; p < k; ++p)
            expected[i * n + j] +=
                (transA ? a[p * m + i] : a[i * k + p]) * (transB ? b[j * k + p] : b[p * n + j]);
      cortex_rt_gemm_f64(transA, transB, m, n, k, a.data(), transA ? m : k, b.data(),
                         transB ? k : n, c.data(), n, accumulate);
      double worst = 0;
      for (int i = 0; i < m * n; ++i)
        worst = std::max(worst, std::fabs(c[i] - expected[i]));
      CHECK(worst < 1e-11);
    }
}

TEST_CASE("loops in parallel cover their range once", "[runtime][parallel]") {
  std::vector<int> seen(10'000, 0);
  auto body = +[](int64_t low, int64_t high, void *context) {
    for (int64_t i = low; i < high; ++i)
      ++static_cast<int *>(context)[i];
  };
  for (int turn = 0; turn < 50; ++turn)
    cortex_rt_parallel_for(reinterpret_cast<void *>(body), 0, 10'000, 100, seen.data());
  CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 50; }));
  auto failing = +[](int64_t, int64_t, void *) {
    cortex_rt_throw_kind(CortexValueError, const_cast<char *>("no"), &here);
  };
  CHECK(failure([&] {
          cortex_rt_parallel_for(reinterpret_cast<void *>(failing), 0, 1000, 10, nullptr);
        }) == "value: no");
}

TEST_CASE("IDX files are read or refused", "[runtime][data]") {
  TemporaryFolder folder;
  auto load = [&](const std::string &bytes) {
    write(folder.file("a"), bytes);
    return text(own(cortex_rt_lib_load_idx(str(folder.file("a").c_str()).get(), &here)));
  };
  CHECK(load(idx({2, 2}, "\x01\x02\x03\xFF")) == "[[1, 2], [3, 255]]");
  CHECK(failure([&] { load(idx({2, 2}, "\x01\x02")); }).find("it ends at byte 14 of 16") !=
        std::string::npos);
  CHECK(failure([&] { load(idx({2}, "\x01\x02\x03")); }).find("goes on after byte 10") !=
        std::string::npos);
  CHECK(failure([&] { load("PNG!...."); }).find("magic number") != std::string::npos);
  CHECK(failure([&] { load(""); }).find("it ends at byte 0") != std::string::npos);
  CHECK(failure([&] {
          load(std::string("\0\0\x08\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 16));
        }).starts_with("io: "));
  CHECK(failure([&] {
          own(cortex_rt_lib_load_idx(str(folder.path.c_str()).get(), &here));
        }).find("is a directory") != std::string::npos);
  CHECK(failure([&] {
          own(cortex_rt_lib_load_idx(str("no/such").get(), &here));
        }).find("No such file") != std::string::npos);
}

TEST_CASE("a folder of MNIST's names is a dataset", "[runtime][data]") {
  TemporaryFolder folder;
  gzFile packed = gzopen(folder.file("train-images-idx3-ubyte.gz").c_str(), "wb");
  std::string images = idx({2, 1, 2}, std::string("\x00\xFF\x33\x66", 4));
  gzwrite(packed, images.data(), static_cast<unsigned>(images.size()));
  gzclose(packed);
  write(folder.file("train-labels-idx1-ubyte"), idx({2}, "\x07\x03"));
  Ref data = own(cortex_rt_dataset_open(str(folder.path.c_str()).get(), nullptr, &here));
  CHECK(cortex_rt_dataset_rows(data.get()) == 2);
  CHECK(cortex_rt_dataset_features(data.get()) == 2);
  CHECK(cortex_rt_dataset_classes(data.get()) == 8);
  std::array<int64_t, 2> rows{1, 0}, labels{};
  std::array<float, 4> out{};
  cortex_rt_dataset_gather_f32(data.get(), rows.data(), 2, out.data(), &here);
  CHECK(out == std::array<float, 4>{0.2F, 0.4F, 0.0F, 1.0F});
  cortex_rt_dataset_labels(data.get(), rows.data(), 2, labels.data(), &here);
  CHECK(labels == std::array<int64_t, 2>{3, 7});
  rows[0] = 2;
  CHECK(failure([&] {
          cortex_rt_dataset_gather_f32(data.get(), rows.data(), 2, out.data(), &here);
        }).starts_with("index: "));
  CHECK(failure([&] {
          own(cortex_rt_dataset_open(str(folder.path.c_str()).get(), str("test").get(), &here));
        }).find("t10k-images") != std::string::npos);
}

TEST_CASE("CSV files are read or refused by line", "[runtime][data]") {
  TemporaryFolder folder;
  std::string path = folder.file("a.csv");
  auto load = [&](const std::string &bytes) {
    write(path, bytes);
    return text(own(cortex_rt_lib_load_csv(str(path.c_str()).get(), &here)));
  };
  CHECK(load("1,2,0\n3,4,1\n") == "{\"inputs\": [[1.0, 2.0], [3.0, 4.0]], \"targets\": [0, 1]}");
  CHECK(load("\xEF\xBB\xBFlabel,a\r\n1,2.5\r\n\r\n0,3\r\n") ==
        "{\"inputs\": [[2.5], [3.0]], \"targets\": [1, 0]}");
  CHECK(load("a,kind\n1,\"red, dark\"\n2,blue\n3,\"red, dark\"") ==
        "{\"inputs\": [[1.0], [2.0], [3.0]], \"targets\": [0, 1, 0]}");
  CHECK(load("1,0.5\n2,1") == "{\"inputs\": [[1.0], [2.0]], \"targets\": [0.5, 1.0]}");
  CHECK(failure([&] { load("a,b\n1,2\nx,3\n"); }).find("line 3: column 1: \"x\" is no number") !=
        std::string::npos);
  CHECK(failure([&] { load("1,2\n1,2,3\n"); }).find("line 2: expected 2 columns, found 3") !=
        std::string::npos);
  CHECK(failure([&] { load("1,\"2\n"); }).find("not closed") != std::string::npos);
  CHECK(failure([&] { load(""); }).find("is empty") != std::string::npos);
  write(path, "1,0.5\n2,1\n");
  Ref data = own(cortex_rt_dataset_open(str(path.c_str()).get(), nullptr, &here));
  int64_t row = 0, label = 0;
  CHECK(failure([&] {
          cortex_rt_dataset_labels(data.get(), &row, 1, &label, &here);
        }).starts_with("value: the targets"));
}

TEST_CASE("NPY files are read or refused", "[runtime][data]") {
  TemporaryFolder folder;
  auto load = [&](const std::string &header, const std::string &data) {
    std::string text = "\x93NUMPY\x01";
    text += '\0';
    text += static_cast<char>(header.size());
    text += '\0';
    write(folder.file("a.npy"), text + header + data);
    return cortex::test::text(
        own(cortex_rt_lib_load_npy(str(folder.file("a.npy").c_str()).get(), &here)));
  };
  CHECK(load("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }\n", "\x01\x02\x03\x04") ==
        "[[1, 2], [3, 4]]");
  CHECK(load("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }\n", "\x01\x02\x03\x04") ==
        "[[1, 3], [2, 4]]");
  CHECK(load("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }\n", "\x01") == "[true]");
  CHECK(failure([&] {
          load("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", "abc");
        }).starts_with("io: "));
  CHECK(failure([&] {
          load("{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }\n", "abc");
        }).find("not supported") != std::string::npos);
  CHECK(failure([&] { load("{}", ""); }).starts_with("io: "));
}

TEST_CASE("safetensors files come back as they were", "[runtime][data]") {
  TemporaryFolder folder;
  Ref path = str(folder.file("m.safetensors").c_str());
  Ref tensors = dict({{"w\"1", floats({2, 1}, {1.5F, -2})}, {"n", ints({1}, {7})}});
  Ref metadata = dict({{"epoch", str("3\n")}});
  own(cortex_rt_lib_save_tensors(path.get(), tensors.get(), metadata.get(), &here));
  Ref loaded = own(cortex_rt_lib_load_tensors(path.get(), &here));
  CHECK(text(loaded) == "({\"w\\\"1\": [[1.5], [-2.0]], \"n\": [7]}, {\"epoch\": \"3\\n\"})");
  for (const std::string &bytes : {std::string("short"), std::string("\xFF\0\0\0\0\0\0\0{}", 10),
                                   std::string("\x0F\0\0\0\0\0\0\0{\"a\":{\"dtype\":1", 23),
                                   std::string("\2\0\0\0\0\0\0\0[[", 10)}) {
    write(folder.file("bad"), bytes);
    CHECK(failure([&] {
            own(cortex_rt_lib_load_tensors(str(folder.file("bad").c_str()).get(), &here));
          }).starts_with("io: "));
  }
}

TEST_CASE("files are written as a whole", "[runtime][files]") {
  TemporaryFolder folder;
  Ref path = str(folder.file("a.txt").c_str());
  own(cortex_rt_lib_write_file(path.get(), str("héllo").get(), &here));
  CHECK(text(own(cortex_rt_lib_read_file(path.get(), &here))) == "héllo");
  CHECK(text(own(cortex_rt_lib_exists(path.get(), &here))) == "true");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
  CHECK(failure([&] {
          own(cortex_rt_lib_write_file(str("no/such/a").get(), str("").get(), &here));
        }).starts_with("io: "));
}

TEST_CASE("strided copies of memrefs", "[runtime][memory]") {
  struct MemRef {
    float *allocated, *aligned;
    int64_t offset, sizes[2], strides[2];
  };
  std::array<float, 6> source{1, 2, 3, 4, 5, 6}, target{};
  MemRef from{source.data(), source.data(), 0, {3, 2}, {1, 3}},
      to{target.data(), target.data(), 0, {3, 2}, {2, 1}};
  struct Unranked {
    int64_t rank;
    void *descriptor;
  } a{2, &from}, b{2, &to};
  memrefCopy(4, &a, &b);
  CHECK(target == std::array<float, 6>{1, 4, 2, 5, 3, 6});
}
