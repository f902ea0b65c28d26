#pragma once

#include <cstddef>

#include "scenario/workload.hpp"

/// The stories of the workloads. Each `start_...` spawns one actor or registers an hourly routine.
namespace aif {

class World;

/// Starts the workload with this index in the scenario.
void start_workload(World& world, std::size_t workload);

void start_training(World& world, std::size_t workload, const TrainingSpec& spec);
void start_batch(World& world, std::size_t workload, const BatchSpec& spec);
void start_service(World& world, std::size_t workload, const ServiceSpec& spec);
void start_sessions(World& world, std::size_t workload, const SessionsSpec& spec);
void start_driving_cycle(World& world, std::size_t workload, const DrivingCycleSpec& spec);
void start_tenants(World& world, std::size_t workload, const TenantsSpec& spec);
void start_trace(World& world, std::size_t workload, const TraceSpec& spec);

}  // namespace aif
