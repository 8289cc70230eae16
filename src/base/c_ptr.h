// CPtr: a unique_ptr whose deleter is the C library's own free function.
#pragma once

#include <memory>

namespace lockspire {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* p) const {
    Free(p);
  }
};

template <typename T, auto Free>
using CPtr = std::unique_ptr<T, Freed<Free>>;

}  // namespace lockspire
