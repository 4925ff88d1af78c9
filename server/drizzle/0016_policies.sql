CREATE TABLE "partners" (
	"userid" text PRIMARY KEY NOT NULL,
	"company" text NOT NULL,
	"sponsor" text NOT NULL,
	"ends_on" date NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"set_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" text PRIMARY KEY NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"current_version_id" text,
	"audience" jsonb,
	"edition" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_clauses" (
	"version_id" text NOT NULL,
	"language" text NOT NULL,
	"ordinal" integer NOT NULL,
	"clause_id" text NOT NULL,
	"no" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"why" text NOT NULL,
	"hash" text NOT NULL,
	"asked_since" integer NOT NULL,
	CONSTRAINT "policy_clauses_pkey" PRIMARY KEY("version_id","language","clause_id")
);
--> statement-breakpoint
CREATE TABLE "policy_counters" (
	"policy_id" text NOT NULL,
	"department_id" integer NOT NULL,
	"state" text NOT NULL,
	"own" integer NOT NULL,
	"total" integer NOT NULL,
	CONSTRAINT "policy_counters_pkey" PRIMARY KEY("policy_id","department_id","state")
);
--> statement-breakpoint
CREATE TABLE "policy_counts" (
	"policy_id" text NOT NULL,
	"department_id" integer NOT NULL,
	"path" integer[] NOT NULL,
	"next_change_at" timestamp (3) with time zone,
	CONSTRAINT "policy_counts_pkey" PRIMARY KEY("policy_id","department_id")
);
--> statement-breakpoint
CREATE TABLE "policy_exceptions" (
	"policy_id" text NOT NULL,
	"userid" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"due_version_no" integer,
	"reaffirm_since" timestamp (3) with time zone,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_exceptions_pkey" PRIMARY KEY("policy_id","userid")
);
--> statement-breakpoint
CREATE TABLE "policy_exemptions" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"userid" text NOT NULL,
	"reason" text NOT NULL,
	"until" date,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "policy_mailings" (
	"id" text PRIMARY KEY NOT NULL,
	"round_key" text NOT NULL,
	"policy_ids" text[] NOT NULL,
	"userids" text[] NOT NULL,
	"card" jsonb NOT NULL,
	"frozen_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "policy_messages" (
	"question_id" text NOT NULL,
	"no" integer NOT NULL,
	"by" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_messages_pkey" PRIMARY KEY("question_id","no")
);
--> statement-breakpoint
CREATE TABLE "policy_questions" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"version_id" text NOT NULL,
	"userid" text NOT NULL,
	"clause_id" text,
	"is_open" boolean NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_recounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "policy_recounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"policy_id" text,
	"department_id" integer
);
--> statement-breakpoint
CREATE TABLE "policy_rounds" (
	"key" text PRIMARY KEY NOT NULL,
	"scope" jsonb NOT NULL,
	"day" date NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"after_userid" text NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"told" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_signatures" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"policy_id" text NOT NULL,
	"version_id" text NOT NULL,
	"version_no" integer NOT NULL,
	"person" text NOT NULL,
	"occasion" bigint NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"language" text NOT NULL,
	"basis" text NOT NULL,
	"clause_hashes" jsonb NOT NULL,
	"read_map" jsonb NOT NULL,
	"doc_hash" text NOT NULL,
	"consent" text NOT NULL,
	"department_id" integer,
	"sealed" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "policy_signatures_code_key" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "policy_signers" (
	"person" text PRIMARY KEY NOT NULL,
	"userid" text NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_snapshots" (
	"policy_id" text NOT NULL,
	"day" date NOT NULL,
	"department_id" integer NOT NULL,
	"version_id" text NOT NULL,
	"counts" jsonb NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_snapshots_pkey" PRIMARY KEY("policy_id","department_id","day")
);
--> statement-breakpoint
CREATE TABLE "policy_unreached" (
	"userid" text PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"no" integer NOT NULL,
	"label" text,
	"state" text NOT NULL,
	"kind" text,
	"reason" text DEFAULT '' NOT NULL,
	"content" jsonb NOT NULL,
	"requires_no" integer DEFAULT 0 NOT NULL,
	"doc_hashes" jsonb NOT NULL,
	"author_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"published_by" text,
	"published_at" timestamp (3) with time zone,
	"effective_on" date,
	"asks_since" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "employed_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "left_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "workbench_tiles" ADD COLUMN "shown_to_sign" integer;--> statement-breakpoint
CREATE INDEX "policy_counters_own_idx" ON "policy_counters" USING btree ("policy_id","state","department_id") WHERE "policy_counters"."own" > 0;--> statement-breakpoint
CREATE INDEX "policy_counts_next_idx" ON "policy_counts" USING btree ("next_change_at");--> statement-breakpoint
CREATE INDEX "policy_exemptions_person_idx" ON "policy_exemptions" USING btree (lower("userid"),"policy_id");--> statement-breakpoint
CREATE INDEX "policy_questions_person_idx" ON "policy_questions" USING btree (lower("userid"),"policy_id");--> statement-breakpoint
CREATE INDEX "policy_questions_open_idx" ON "policy_questions" USING btree ("policy_id","asked_at") WHERE "policy_questions"."is_open";--> statement-breakpoint
CREATE INDEX "policy_recounts_department_idx" ON "policy_recounts" USING btree ("department_id");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_signatures_once_key" ON "policy_signatures" USING btree ("version_id","person","occasion");--> statement-breakpoint
CREATE INDEX "policy_signatures_person_idx" ON "policy_signatures" USING btree ("policy_id","person","version_no");--> statement-breakpoint
CREATE INDEX "policy_signatures_own_idx" ON "policy_signatures" USING btree ("person","signed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_signers_userid_key" ON "policy_signers" USING btree (lower("userid"));--> statement-breakpoint
CREATE UNIQUE INDEX "policy_versions_no_key" ON "policy_versions" USING btree ("policy_id","no");--> statement-breakpoint
CREATE INDEX "lost_cases_open_idx" ON "lost_cases" USING btree ("reported_at") WHERE "lost_cases"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "members_main_department_idx" ON "members" USING btree ("main_department_id");