/* Part of Cortex, under the MIT licence. */
/* Declares the interface between compiled Cortex programs and their run-time library, for C and
 * C++. */
#ifndef CORTEX_RUNTIME_H
#define CORTEX_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A reference-counted value of any type; opaque outside the run-time library. */
typedef struct CortexValue CortexValue;

/* The type of a value. */
enum CortexKind {
  CortexKindNull,
  CortexKindBool,
  CortexKindInt,
  CortexKindFloat,
  CortexKindString,
  CortexKindTensor,
  CortexKindList,
  CortexKindDict,
  CortexKindTuple,
  CortexKindStruct,
  CortexKindFunction,
  CortexKindCell,
  CortexKindRange,
  CortexKindSlice,
  CortexKindError,
  CortexKindDataset,
  CortexKindItems, /* what lists share; programs never see one */
  CortexKindCount
};

/* The element type of a tensor. */
enum CortexDType { CortexF32, CortexF64, CortexI64, CortexBool };

/* What went wrong. */
enum CortexErrorKind {
#define CORTEX_ERROR_KIND(name, enumerator) Cortex##enumerator##Error,
#include "ErrorKinds.def"
  CortexErrorKindCount
};

/* A place in a source file; constants of the compiled program. Text pointers may be null. The file
   of a place in the standard library begins with '<'; errors from there are reported at the user's
   call. */
typedef struct CortexLocation {
  const char *file;
  int32_t line;                        /* from 1 */
  int32_t column;                      /* in code points, from 1 */
  const char *function;                /* the function around it */
  const char *lineText;                /* the source line without its end */
  const struct CortexLocation *caller; /* where the function around it was inlined, or null */
} CortexLocation;

/* The body of a function value: borrows captures and arguments, returns a new reference. It gets
   exactly `arity` arguments; an optional one that the caller left out is a null pointer, a variadic
   last one is a list. */
typedef CortexValue *(*CortexCode)(CortexValue *const *captures, CortexValue *const *arguments);

/* What is constant about a function value. */
typedef struct CortexFunctionInfo {
  const char *name;
  CortexCode code;
  int64_t arity;
  int64_t required;              /* the leading parameters without a default */
  const char *const *parameters; /* `arity` names */
  int64_t variadic;              /* 1 if the last parameter takes the rest */
} CortexFunctionInfo;

/* What is constant about a struct type. */
typedef struct CortexStructInfo {
  const char *name;
  const char *id; /* as annotations name it: different for every struct of a program */
  int64_t fieldCount;
  const char *const *fields;
  const char *const *types; /* the fields' annotations; "any" where there is none */
} CortexStructInfo;

/* What the executable says about itself. */
typedef struct CortexProgramInfo {
  const char *name;
  const char *sourceHash;
  const char *compilerVersion;
  const char *options; /* names that arg["name"] asks for, a line end behind each */
} CortexProgramInfo;

/* Operations of cortex_rt_any_unary, cortex_rt_any_binary and cortex_rt_any_reduce. */
enum CortexUnaryKind {
#define CORTEX_UNARY(name, spelling) CortexUnary_##name,
#include "OpKinds.def"
  CortexUnaryCount
};
enum CortexBinaryKind {
#define CORTEX_BINARY(name, spelling) CortexBinary_##name,
#include "OpKinds.def"
  CortexBinaryCount
};
enum CortexReduceKind {
#define CORTEX_REDUCE(name) CortexReduce_##name,
#include "OpKinds.def"
  CortexReduceCount
};

/* Given by the compiled program. */
extern const CortexProgramInfo cortex_program_info;
/* The top level of the program; called once. What ends it early is a C++ exception, an error of
   Cortex. */
void cortex_main(void);

/* The prototypes of the table. */
#define CORTEX_RT_FIRST(first, ...) first
#define CORTEX_RT_PARAMETERS(...) CORTEX_RT_FIRST(__VA_OPT__((__VA_ARGS__), )(void), )
#ifdef __cplusplus
#define CORTEX_RT_NoThrow noexcept
#else
#define CORTEX_RT_NoThrow
#endif
#define CORTEX_RT_MayThrow
#define Value CortexValue *
#define Ptr void *
#define Loc const CortexLocation *
#define I64 int64_t
#define I32 int32_t
#define F64 double
#define F32 float
#define I1 bool
#define Void void
#define CORTEX_RT(name, result, parameters, traits, contract)                                      \
  result cortex_rt_##name CORTEX_RT_PARAMETERS parameters CORTEX_RT_##traits;
#include "Functions.def"
#undef Value
#undef Ptr
#undef Loc
#undef I64
#undef I32
#undef F64
#undef F32
#undef I1
#undef Void
#undef CORTEX_RT_FIRST
#undef CORTEX_RT_PARAMETERS
#undef CORTEX_RT_NoThrow
#undef CORTEX_RT_MayThrow

#ifdef __cplusplus
}
#endif

#endif
