/* A driver without a device, for tests of what the host does: memory is the host's, kernels do nothing, calls are counted.
   Compiled to libcuda.so.1 and put in front of the real one. Environment: STUB_DEVICES (1), STUB_CAPABILITY (90),
   STUB_DRIVER (12090), STUB_NO_CAPTURE, STUB_BAD_PTX; stub_count(name) tells how often a call was made. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int Status;
typedef void *Handle;

#define NAMES 64
static struct { const char *name; long count; } counts[NAMES];

static void count(const char *name) {
  for (int i = 0; i < NAMES; i++) {
    if (!counts[i].name) counts[i].name = name;
    if (!strcmp(counts[i].name, name)) { counts[i].count++; return; }
  }
}
#define COUNT count(__func__)

long stub_count(const char *name) {
  for (int i = 0; i < NAMES && counts[i].name; i++)
    if (!strcmp(counts[i].name, name)) return counts[i].count;
  return 0;
}

static int setting(const char *name, int otherwise) { const char *value = getenv(name); return value ? atoi(value) : otherwise; }
static Status make(Handle *handle) { *handle = malloc(8); return 0; }
static Status make_block(Handle *block, size_t bytes) { *block = aligned_alloc(4096, (bytes + 4095) & ~(size_t)4095); return *block ? 0 : 2; }

Status cuInit(int flags) { COUNT; return setting("STUB_DEVICES", 1) ? 0 : 100; }
Status cuDriverGetVersion(int *version) { *version = setting("STUB_DRIVER", 12090); return 0; }
Status cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
Status cuDeviceGetCount(int *number) { *number = setting("STUB_DEVICES", 1); return 0; }
Status cuDeviceGetName(char *name, int length, int device) { strncpy(name, "Stub", length); return 0; }
Status cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t)16 << 30; return 0; }
Status cuDeviceGetAttribute(int *value, int attribute, int device) {
  int capability = setting("STUB_CAPABILITY", 90);
  switch (attribute) {
    case 1: case 2: case 3: *value = 1024; break;                 /* threads of a block */
    case 4: *value = 64; break;
    case 5: *value = 2147483647; break;                           /* blocks of a grid */
    case 6: case 7: *value = 65535; break;
    case 8: *value = 49152; break;                                /* shared memory of a block */
    case 9: *value = 65536; break;
    case 10: *value = 32; break;                                  /* warp */
    case 12: case 82: *value = 65536; break;
    case 13: *value = 1980000; break;
    case 16: *value = 132; break;                                 /* multiprocessors */
    case 37: *value = 6144; break;
    case 38: *value = 60 << 20; break;
    case 39: *value = 2048; break;
    case 75: *value = capability / 10; break;
    case 76: *value = capability % 10; break;
    case 81: *value = 233472; break;
    case 97: *value = 232448; break;
    default: *value = 1;
  }
  return 0;
}
Status cuDeviceComputeCapability(int *major, int *minor, int device) { int c = setting("STUB_CAPABILITY", 90); *major = c / 10; *minor = c % 10; return 0; }
Status cuDeviceGetPCIBusId(char *text, int length, int device) { strncpy(text, "0000:00:00.0", length); return 0; }
Status cuDeviceCanAccessPeer(int *can, int one, int other) { *can = 0; return 0; }
Status cuCtxCreate_v2(Handle *context, int flags, int device) { COUNT; return make(context); }
Status cuCtxDestroy_v2(Handle context) { COUNT; free(context); return 0; }
Status cuCtxSetCurrent(Handle context) { return 0; }
Status cuCtxSynchronize(void) { return 0; }
Status cuCtxGetCacheConfig(int *config) { *config = 0; return 0; }
Status cuCtxSetCacheConfig(int config) { return 0; }
Status cuCtxGetSharedMemConfig(int *config) { *config = 1; return 0; }
Status cuCtxSetSharedMemConfig(int config) { return 0; }
Status cuPointerGetAttribute(Handle value, int attribute, Handle pointer) { *(int *)value = 2; return 0; }
Status cuMemGetInfo_v2(size_t *available, size_t *total) { *available = *total = (size_t)16 << 30; return 0; }
Status cuMemAlloc_v2(Handle *block, size_t bytes) { COUNT; return make_block(block, bytes); }
Status cuMemFree_v2(Handle block) { COUNT; free(block); return 0; }
Status cuMemAllocHost_v2(Handle *block, size_t bytes) { COUNT; return make_block(block, bytes); }
Status cuMemHostAlloc(Handle *block, size_t bytes, int flags) { count("cuMemAllocHost_v2"); return make_block(block, bytes); }
Status cuMemFreeHost(Handle block) { COUNT; free(block); return 0; }
Status cuMemHostRegister_v2(Handle block, size_t bytes, int flags) { return 0; }
Status cuMemHostUnregister(Handle block) { return 0; }
Status cuMemHostGetDevicePointer_v2(Handle *device, Handle host, int flags) { *device = host; return 0; }
Status cuMemcpyAsync(Handle to, Handle from, size_t bytes, Handle stream) { COUNT; memcpy(to, from, bytes); return 0; }
Status cuMemsetD8Async(Handle block, unsigned char value, size_t bytes, Handle stream) { memset(block, value, bytes); return 0; }
Status cuStreamCreate(Handle *stream, int flags) { return make(stream); }
Status cuStreamCreateWithPriority(Handle *stream, int flags, int priority) { return make(stream); }
Status cuStreamDestroy_v2(Handle stream) { free(stream); return 0; }
Status cuStreamSynchronize(Handle stream) { COUNT; return 0; }
Status cuGetErrorString(int error, const char **text) { *text = "stub error"; return 0; }
static Status load(Handle *module) { if (getenv("STUB_BAD_PTX")) return 218; return make(module); }
Status cuModuleLoadData(Handle *module, const char *text) { count("cuModuleLoad"); return load(module); }
Status cuModuleLoadDataEx(Handle *module, const char *text, int number, Handle options, Handle values) { count("cuModuleLoad"); return load(module); }
Status cuModuleUnload(Handle module) { COUNT; free(module); return 0; }
Status cuModuleGetFunction(Handle *function, Handle module, const char *name) { return make(function); }
Status cuFuncSetAttribute(Handle function, int attribute, int value) { return 0; }
Status cuFuncGetAttribute(int *value, int attribute, Handle function) { *value = 0; return 0; }
static int last_grid, last_block;
int stub_last_launch(void) { return last_grid * 10000 + last_block; }
Status cuLaunchKernel(Handle function, int gx, int gy, int gz, int bx, int by, int bz, int shared, Handle stream, Handle arguments, Handle extra) {
  COUNT; last_grid = gx; last_block = bx; return function && gx > 0 && bx > 0 && bx <= 1024 ? 0 : 1;
}
Status cuLaunchCooperativeKernel(Handle function, int gx, int gy, int gz, int bx, int by, int bz, int shared, Handle stream, Handle arguments) { COUNT; return 0; }
Status cuOccupancyMaxActiveBlocksPerMultiprocessor(int *number, Handle function, int block, size_t shared) { *number = 2; return 0; }
Status cuOccupancyMaxPotentialBlockSize(int *grid, int *block, Handle function, Handle callback, size_t shared, int limit) { *grid = 264; *block = 256; return 0; }
Status cuEventCreate(Handle *event, int flags) { return make(event); }
Status cuEventDestroy_v2(Handle event) { free(event); return 0; }
Status cuEventQuery(Handle event) { return 0; }
Status cuEventElapsedTime(float *milliseconds, Handle from, Handle to) { *milliseconds = 0; return 0; }
Status cuEventRecord(Handle event, Handle stream) { return 0; }
Status cuEventSynchronize(Handle event) { return 0; }
Status cuStreamBeginCapture_v2(Handle stream, int mode) { COUNT; return getenv("STUB_NO_CAPTURE") ? 801 : 0; }
Status cuStreamEndCapture(Handle stream, Handle *graph) { COUNT; return make(graph); }
Status cuGraphInstantiateWithFlags(Handle *executable, Handle graph, unsigned long long flags) { COUNT; return make(executable); }
Status cuGraphLaunch(Handle executable, Handle stream) { COUNT; return 0; }
Status cuGraphDestroy(Handle graph) { free(graph); return 0; }
Status cuGraphExecDestroy(Handle executable) { COUNT; free(executable); return 0; }
