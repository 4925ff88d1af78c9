CREATE TABLE "audit_checkpoints" (
	"log" integer NOT NULL,
	"size" bigint NOT NULL,
	"note" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY("log","size")
);
--> statement-breakpoint
CREATE TABLE "audit_log_anchors" (
	"log" integer NOT NULL,
	"size" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_log_anchors_pkey" PRIMARY KEY("log","size")
);
--> statement-breakpoint
CREATE TABLE "audit_log_batches" (
	"log" integer NOT NULL,
	"first_index" bigint NOT NULL,
	"size" integer NOT NULL,
	"first_seq" bigint NOT NULL,
	"last_seq" bigint NOT NULL,
	"seqs" bigint[] NOT NULL,
	"hashes" "bytea" NOT NULL,
	"leaves" "bytea" NOT NULL,
	CONSTRAINT "audit_log_batches_pkey" PRIMARY KEY("log","first_index")
);
--> statement-breakpoint
CREATE TABLE "audit_log_tiles" (
	"log" integer NOT NULL,
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	"root" "bytea" NOT NULL,
	CONSTRAINT "audit_log_tiles_pkey" PRIMARY KEY("log","level","index")
);
--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"no" integer PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"vkey" text NOT NULL,
	"chain_seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_logs_origin_key" UNIQUE("origin")
);
--> statement-breakpoint
CREATE TABLE "audit_timestamps" (
	"log" integer NOT NULL,
	"size" bigint NOT NULL,
	"token" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_timestamps_pkey" PRIMARY KEY("log","size")
);
--> statement-breakpoint
CREATE TABLE "policy_rosters" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"version_id" text NOT NULL,
	"day" date NOT NULL,
	"why" text NOT NULL,
	"root" text NOT NULL,
	"counts" jsonb NOT NULL,
	"lines" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_log_batches_seq_idx" ON "audit_log_batches" USING btree ("log","last_seq");--> statement-breakpoint
CREATE INDEX "policy_rosters_day_idx" ON "policy_rosters" USING btree ("policy_id","day");