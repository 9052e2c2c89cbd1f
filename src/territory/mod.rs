//! Communes, EPCI, departments, and the H3 coarsening tree built from them alone (PRIVACY G2–G5).
