-- Once, on the primary, as postgres: psql -f roles.sql. Write passwords of your own first.
-- Who owns the tables and migrates; it is used by hand alone, and straight to the primary.
CREATE ROLE mazalim_owner LOGIN CREATEROLE PASSWORD 'CHANGE-ME-5';
CREATE DATABASE mazalim OWNER mazalim_owner ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
-- What each service may do is given to groups, which `manage.py database_roles --apply` knows too.
CREATE ROLE mazalim_web NOLOGIN;
CREATE ROLE mazalim_worker NOLOGIN;
CREATE ROLE mazalim_reader NOLOGIN;
CREATE ROLE mazalim_figures NOLOGIN;
-- Who comes through the pooler, each as a member of one group.
CREATE ROLE web LOGIN PASSWORD 'CHANGE-ME-6' IN ROLE mazalim_web;
CREATE ROLE worker LOGIN PASSWORD 'CHANGE-ME-7' IN ROLE mazalim_worker;
CREATE ROLE reading LOGIN PASSWORD 'CHANGE-ME-8' IN ROLE mazalim_reader;
CREATE ROLE pooler LOGIN PASSWORD 'CHANGE-ME-9';
-- Who makes base backups, from a machine of its own.
CREATE ROLE backup REPLICATION LOGIN PASSWORD 'CHANGE-ME-10';
